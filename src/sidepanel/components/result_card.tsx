import type { TaskRecord } from '../../protocol/task.ts';
import { count, durationInWords } from '../words/format.ts';
import { stepTotal } from '../words/status.ts';
import { Card } from './card.tsx';

/** How the task ended, in the model's own words. */
export function ResultCard({ task }: { task: TaskRecord }) {
  const total = task.steps.reduce((sum, step) => sum + stepTotal(step.timings), 0);
  const summary = `${count(task.steps.length, 'step')}, ${durationInWords(total)}`;
  if (task.status === 'stopped')
    return (
      <Card tone="quiet" icon="stop" title="Stopped">
        <p class="quiet">{summary}</p>
      </Card>
    );
  const succeeded = task.outcome?.status === 'success';
  return (
    <Card
      tone={succeeded ? 'good' : 'bad'}
      icon={succeeded ? 'check' : 'cross'}
      title={succeeded ? 'Done' : 'It gave up'}
    >
      {task.outcome?.answer && <p class="answer">{task.outcome.answer}</p>}
      <p class="quiet numbers">{summary}</p>
    </Card>
  );
}
