import type { HistoryChoice } from '../../protocol/history.ts';
import { usePanel } from '../state/context.ts';
import { historyCostInWords } from '../words/history.ts';

const LEAVE: { value: HistoryChoice['leave']; name: string; text: string }[] = [
  { value: 'exact', name: 'One at each step', text: 'As the model was trained.' },
  {
    value: 'grouped',
    name: 'Several at once',
    text: 'The model sees up to three more, and most steps are quicker. Not yet compared on real weights.',
  },
];

const COUNTS: HistoryChoice['screenshots'][] = [3, 2, 1];

/** What the model is shown of the past, for models that are shown past screenshots. */
export function HistorySection({ history }: { history: HistoryChoice }) {
  const { act } = usePanel();
  return (
    <>
      <fieldset>
        <legend>Screenshots the model always sees</legend>
        <div class="choices-row">
          {COUNTS.map((screenshots) => (
            <label class="choice" key={screenshots}>
              <input
                type="radio"
                name="screenshots"
                value={screenshots}
                checked={history.screenshots === screenshots}
                onChange={() => act.chooseHistory({ ...history, screenshots })}
              />
              <span>
                <b>{screenshots}</b>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>Older screenshots leave</legend>
        {LEAVE.map(({ value, name, text }) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name="leave"
              value={value}
              checked={history.leave === value}
              onChange={() => act.chooseHistory({ ...history, leave: value })}
            />
            <span>
              <b>{name}</b>
              <small>
                {text} Fara-7B then reads {historyCostInWords({ ...history, leave: value })}.
              </small>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="quiet small">The next new task begins with this choice.</p>
    </>
  );
}
