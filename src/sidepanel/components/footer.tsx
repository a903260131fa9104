import { isFinished, isWorking } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { RunControls } from './run_controls.tsx';
import { TaskBox } from './task_box.tsx';

/** Where a task is typed, or, while one runs, where it is paused and stopped. */
export function Footer() {
  const { task } = usePanel().view;
  if (task !== null && (isWorking(task.status) || task.status === 'idle')) return <RunControls task={task} />;
  if (task === null || isFinished(task.status)) return <TaskBox task={task} />;
  return null;
}
