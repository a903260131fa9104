import { usePanel } from '../state/context.ts';
import { isAnswering } from '../state/panel_view.ts';

interface Answer {
  label: string;
  /** The one that most people want. */
  main?: boolean;
  onPress(): unknown;
}

/** What a person can answer to a card that waits: the choices, and Stop, which stays possible while another is sent. */
export function Answers({ choices }: { choices: readonly Answer[] }) {
  const { view, act } = usePanel();
  return (
    <div class="answers">
      {choices.map(({ label, main = false, onPress }) => (
        <button
          key={label}
          type="button"
          class={main ? 'button main' : 'button'}
          disabled={isAnswering(view)}
          onClick={onPress}
        >
          {label}
        </button>
      ))}
      <button type="button" class="button danger" disabled={view.pending.includes('stop')} onClick={act.stop}>
        Stop
      </button>
    </div>
  );
}
