import { useState } from 'preact/hooks';
import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { isAnswering } from '../state/panel_view.ts';
import { Answers } from './answers.tsx';
import { Card } from './card.tsx';

/** The model's output could not be read after the retries: the person's words may help. */
export function AskingCard({ task }: { task: TaskRecord }) {
  const { view, act } = usePanel();
  const [text, setText] = useState('');
  const last = task.unreadable.at(-1);
  const busy = isAnswering(view);
  return (
    <Card tone="critical" icon="question" title="It needs your help" takesFocus>
      <p>
        The model answered in a way that cannot be carried out. Tell it what to do next, or let it try again.
      </p>
      {last && (
        <details class="details">
          <summary>What it said</summary>
          <p class="small">{last.problem}</p>
          <pre>{last.text}</pre>
        </details>
      )}
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() && !busy) act.answer(text.trim());
        }}
      >
        <label>
          <span class="small">Your answer</span>
          <input
            type="text"
            maxLength={4000}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button main" disabled={busy || !text.trim()}>
          Send
        </button>
      </form>
      <Answers choices={[{ label: 'Try again', onPress: act.resume }]} />
    </Card>
  );
}
