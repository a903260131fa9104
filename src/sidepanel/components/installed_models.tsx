import type { StoreState } from '../../protocol/model_store.ts';
import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { packInWords } from '../words/store.ts';
import { DeleteButtons } from './delete_buttons.tsx';
import { ModelChoice } from './model_choice.tsx';
import { PackFacts } from './pack_facts.tsx';
import { PlacedModels } from './placed_models.tsx';

/** The models to choose from: the embedded one, what was installed, and what lies in folders of the person. */
export function InstalledModels() {
  const { view } = usePanel();
  return (
    <fieldset disabled={view.settings === null || view.pending.includes('model')}>
      <legend>Model</legend>
      <ModelChoice id={null} name="fara-tiny" text="Small, comes with Sidefara" />
      {view.store?.installed.map((pack) => (
        <InstalledModel key={pack.id} pack={pack} />
      ))}
      <PlacedModels />
    </fieldset>
  );
}

function InstalledModel({ pack }: { pack: StoreState['installed'][number] }) {
  const { view, act } = usePanel();
  const busy = view.store?.job !== null;
  const size = bytesInWords(pack.bytes);
  return (
    <div class="installed">
      <ModelChoice id={pack.id} name={pack.name} text={packInWords(pack)} />
      <DeleteButtons
        verb="Remove"
        name={pack.name}
        size={size}
        disabled={busy}
        onDelete={() => act.removeModel(pack.id)}
      >
        <button
          type="button"
          class="button small"
          aria-label={`Verify ${pack.name}`}
          disabled={busy}
          onClick={() => act.verifyModel(pack.id)}
        >
          Verify
        </button>
        <button
          type="button"
          class="button small"
          aria-label={`Export ${pack.name}`}
          disabled={busy}
          onClick={() => act.exportModel(pack.id)}
        >
          Export…
        </button>
      </DeleteButtons>
      <PackFacts pack={pack} />
    </div>
  );
}
