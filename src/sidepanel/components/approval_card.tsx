import { useEffect, useState } from 'preact/hooks';
import type { CriticalPoint, TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { Card } from './card.tsx';
import { Screenshot } from './screenshot.tsx';

/** The card appears under a moving pointer: for this long, a click meant for something else approves nothing. */
const ARMING_MS = 600;

/**
 * A critical point. Only one of the four buttons answers it: no key, no dismissal and no time-out does.
 * Enter in the reason box denies.
 */
export function ApprovalCard({ critical, task }: { critical: CriticalPoint; task: TaskRecord }) {
  const { view, act } = usePanel();
  const [reason, setReason] = useState('');
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARMING_MS);
    return () => clearTimeout(timer);
  }, []);
  const answering = view.pending.includes('decide') || view.pending.includes('stop');

  return (
    <Card tone="critical" icon="hand" title={critical.title} role="alertdialog" takesFocus>
      <p>{critical.reason}</p>
      <Screenshot
        id={critical.screenshotId}
        point={critical.point}
        viewport={task.observation?.viewport}
        alt={`The page, with the place marked where this would happen: ${critical.title}`}
      />
      <p class="quiet small">Nothing happens until you answer.</p>
      <div class="answers">
        <button
          type="button"
          class="button main"
          disabled={!armed || answering}
          onClick={() => act.approve(critical.id)}
        >
          Approve
        </button>
        <button type="button" class="button" disabled={answering} onClick={act.takeOver}>
          I’ll do it
        </button>
        <button type="button" class="button danger" disabled={answering} onClick={act.stop}>
          Stop
        </button>
      </div>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!answering) act.deny(critical.id, reason.trim());
        }}
      >
        <label>
          <span class="small">Why not, or what instead?</span>
          <input
            type="text"
            maxLength={2000}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={answering}>
          Deny
        </button>
      </form>
    </Card>
  );
}
