import { usePanel } from '../state/context.ts';
import { AllowChosenFolder } from './allow_chosen_folder.tsx';
import { Card } from './card.tsx';

/** The model could not be loaded. */
export function ModelFailedCard({ message }: { message: string }) {
  const { view, act } = usePanel();
  const device = view.settings?.device;
  return (
    <Card tone="bad" icon="warn" title="The model could not be loaded">
      <p>{message}</p>
      <div class="answers">
        <button
          type="button"
          class="button main"
          disabled={view.pending.includes('loadModel')}
          onClick={act.loadModel}
        >
          Try again
        </button>
        <AllowChosenFolder />
        {device === 'webgpu' && (
          <button type="button" class="button" onClick={() => act.chooseDevice('auto')}>
            Choose the device automatically
          </button>
        )}
      </div>
    </Card>
  );
}
