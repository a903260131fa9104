import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { stepInWords } from '../words/action.ts';
import { Card } from './card.tsx';

/** It did the same again and again in vain: the person decides what becomes of it. */
export function NoProgressCard({ task }: { task: TaskRecord }) {
  const { view, act } = usePanel();
  const last = task.steps.at(-1);
  const busy = view.pending.length > 0;
  return (
    <Card tone="critical" icon="question" title="It does not get any further" takesFocus>
      <p>The page looks the same after every try:</p>
      {last && <p>{stepInWords(last)}</p>}
      <div class="answers">
        <button type="button" class="button main" disabled={busy} onClick={act.resume}>
          Try again
        </button>
        <button type="button" class="button" disabled={busy} onClick={act.takeOver}>
          I’ll do it
        </button>
        <button
          type="button"
          class="button danger"
          disabled={view.pending.includes('stop')}
          onClick={act.stop}
        >
          Stop
        </button>
      </div>
    </Card>
  );
}
