import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { count } from '../words/format.ts';
import { Answers } from './answers.tsx';
import { Card } from './card.tsx';

/** Paused by the person, or at the step limit. */
export function PausedCard({ task }: { task: TaskRecord }) {
  const { act } = usePanel();
  const limit = task.pausedBy === 'step_limit';
  return (
    <Card tone="quiet" icon="pause" title={limit ? 'Go on?' : 'Paused'} takesFocus={limit}>
      <p>
        {limit
          ? `It has taken ${count(task.steps.length, 'step')} and is not done. Go on for up to ${task.stepBudget} more?`
          : 'It does nothing and looks at nothing until you resume.'}
      </p>
      <Answers
        choices={[
          { label: limit ? 'Go on' : 'Resume', main: true, onPress: act.resume },
          { label: 'I’ll do a step', onPress: act.takeOver },
        ]}
      />
    </Card>
  );
}
