import { useState } from 'preact/hooks';
import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { Icon } from './icon.tsx';
import { TargetTabLine } from './target_tab_line.tsx';

/** As many characters as the protocol takes. */
const MAX_TASK = 4000;

/** The task is typed here. Enter starts it, Shift+Enter makes a new line. */
export function TaskBox({ task }: { task: TaskRecord | null }) {
  const { view, act } = usePanel();
  const [text, setText] = useState('');
  const [followUp, setFollowUp] = useState(false);
  const ready = view.connection === 'connected' && !view.pending.includes('start') && text.trim() !== '';

  async function start(): Promise<void> {
    if (ready && (await act.start(text.trim(), task !== null && followUp))) setText('');
  }

  return (
    <footer class="footer">
      <TargetTabLine />
      <form
        class="task-box"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <textarea
          aria-label="Task"
          placeholder="Add the lamp to the cart"
          rows={2}
          maxLength={MAX_TASK}
          value={text}
          onInput={(event) => {
            if (text === '' && view.model.status === 'idle') act.warmUp();
            setText(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            // While an input method composes a word, Enter only ends the composition.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void start();
          }}
        />
        <button type="submit" class="button main send" aria-label="Start" disabled={!ready}>
          <Icon name="send" />
        </button>
      </form>
      {task !== null && (
        <label class="check">
          <input
            type="checkbox"
            checked={followUp}
            onChange={(event) => setFollowUp(event.currentTarget.checked)}
          />
          Go on from the task above
        </label>
      )}
    </footer>
  );
}
