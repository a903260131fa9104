import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { count } from '../words/format.ts';
import { Card } from './card.tsx';

/** Paused by the person, or at the step limit. */
export function PausedCard({ task }: { task: TaskRecord }) {
  const { view, act } = usePanel();
  const limit = task.pausedBy === 'step_limit';
  const busy = view.pending.length > 0;
  return (
    <Card tone="quiet" icon="pause" title={limit ? 'Go on?' : 'Paused'} takesFocus={limit}>
      <p>
        {limit
          ? `It has taken ${count(task.steps.length, 'step')} and is not done. Go on for up to ${task.stepBudget} more?`
          : 'It does nothing and looks at nothing until you resume.'}
      </p>
      <div class="answers">
        <button type="button" class="button main" disabled={busy} onClick={act.resume}>
          {limit ? 'Go on' : 'Resume'}
        </button>
        <button type="button" class="button" disabled={busy} onClick={act.takeOver}>
          I’ll do a step
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
