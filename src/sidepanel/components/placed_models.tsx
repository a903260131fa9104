import type { StoreState } from '../../protocol/model_store.ts';
import { usePanel } from '../state/context.ts';
import { packInWords, placedProblemInWords } from '../words/store.ts';
import { AllowFolder } from './allow_folder.tsx';
import { DeleteButtons } from './delete_buttons.tsx';
import { ModelChoice } from './model_choice.tsx';
import { PackFacts } from './pack_facts.tsx';

/** The models that are run from folders of the person. */
export function PlacedModels() {
  const { view } = usePanel();
  return (
    <>
      {view.store?.placed.map((pack) => (
        <PlacedModel key={pack.id} pack={pack} />
      ))}
    </>
  );
}

function PlacedModel({ pack }: { pack: StoreState['placed'][number] }) {
  const { view, act } = usePanel();
  const { id, name, folder, access } = pack;
  const busy = view.store?.job !== null;
  const called = `${name} in the folder ${folder}`;
  const ready = access === 'ready';
  return (
    <div class="installed">
      <ModelChoice
        id={id}
        name={name}
        text={`In the folder ${folder}, ${packInWords(pack)}`}
        disabled={!ready}
      />
      <DeleteButtons verb="Remove" name={called} disabled={busy} onDelete={() => act.removePlaced(id)}>
        {ready && (
          <button
            type="button"
            class="button small"
            aria-label={`Verify ${called}`}
            disabled={busy}
            onClick={() => act.verifyModel(id)}
          >
            Verify
          </button>
        )}
      </DeleteButtons>
      {!ready && <p class="folder-problem">{placedProblemInWords(folder, access)}</p>}
      {access === 'ask' && <AllowFolder id={id} folder={folder} />}
      <PackFacts pack={pack} />
    </div>
  );
}
