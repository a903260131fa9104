import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { statusInWords } from '../words/status.ts';
import { Icon } from './icon.tsx';
import { TargetTabLine } from './target_tab_line.tsx';

/** Pause and stop, with what the agent is doing. */
export function RunControls({ task }: { task: TaskRecord }) {
  const { view, act } = usePanel();
  const stopping = view.pending.includes('stop');
  return (
    <footer class="footer">
      <TargetTabLine />
      <div class="controls">
        <p class="status">{stopping ? 'Stopping' : statusInWords(task, view.model)}</p>
        <button
          type="button"
          class="button"
          disabled={task.pauseRequested || view.pending.includes('pause')}
          onClick={act.pause}
        >
          <Icon name="pause" /> Pause
        </button>
        <button type="button" class="button danger" disabled={stopping} onClick={act.stop}>
          <Icon name="stop" /> Stop
        </button>
      </div>
    </footer>
  );
}
