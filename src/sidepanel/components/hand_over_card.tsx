import { usePanel } from '../state/context.ts';
import { Card } from './card.tsx';

/** The person acts; the agent waits and looks at nothing. */
export function HandOverCard() {
  const { view, act } = usePanel();
  return (
    <Card tone="quiet" icon="hand" title="You have the page" takesFocus>
      <p>Do what you want to do yourself. It does nothing and looks at nothing meanwhile.</p>
      <div class="answers">
        <button type="button" class="button main" disabled={view.pending.length > 0} onClick={act.handBack}>
          Done, go on
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
