import type { TaskRecord } from '../../protocol/task.ts';
import { ApprovalCard } from './approval_card.tsx';
import { AskingCard } from './asking_card.tsx';
import { FailedCard } from './failed_card.tsx';
import { HandOverCard } from './hand_over_card.tsx';
import { PausedCard } from './paused_card.tsx';
import { ResultCard } from './result_card.tsx';
import { StuckCard } from './stuck_card.tsx';

/** The card of a state that waits for the person, or that is the end; nothing while the agent works. */
export function AttentionCard({ task }: { task: TaskRecord }) {
  switch (task.status) {
    case 'awaiting_approval':
      return task.critical && <ApprovalCard key={task.critical.id} critical={task.critical} task={task} />;
    case 'paused':
      return <PausedCard task={task} />;
    case 'handed_over':
      return <HandOverCard />;
    case 'asking':
      return task.askingAbout === null || task.askingAbout === 'unreadable' ? (
        <AskingCard task={task} />
      ) : (
        <StuckCard task={task} reason={task.askingAbout} />
      );
    case 'failed':
      return <FailedCard task={task} />;
    case 'done':
    case 'stopped':
      return <ResultCard task={task} />;
    case 'idle':
    case 'observing':
    case 'thinking':
    case 'guarding':
    case 'acting':
    case 'settling':
      return null;
  }
}
