import type { TaskError, TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { isAnswering } from '../state/panel_view.ts';
import { Card } from './card.tsx';

const DURING: Record<TaskError['during'], string> = {
  observing: 'It could not look at the page',
  thinking: 'The model could not answer',
  guarding: 'The next action could not be checked',
  acting: 'The action could not be carried out',
  settling: 'The page did not come to rest',
  storing: 'The task could not be kept',
};

/** Something broke: what, and what to do next. */
export function FailedCard({ task }: { task: TaskRecord }) {
  const { view, act } = usePanel();
  return (
    <Card
      tone="bad"
      icon="warn"
      title={task.error ? DURING[task.error.during] : 'Something went wrong'}
      takesFocus
    >
      <p>{task.error?.message}</p>
      <div class="answers">
        <button type="button" class="button main" disabled={isAnswering(view)} onClick={act.resume}>
          Try again
        </button>
      </div>
    </Card>
  );
}
