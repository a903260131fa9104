import type { StoreState } from '../../protocol/model_store.ts';
import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { quantInWords } from '../words/store.ts';
import { DeleteButtons } from './delete_buttons.tsx';
import { FineTuneCard } from './fine_tune_card.tsx';

interface Props {
  /** Asks for the folder of an import whose files are not open any more; `fineTune` as in `continue`. */
  onChooseAgain: (id: string, fineTune: boolean) => void;
}

/** Imports that were interrupted: each can be gone on with, or discarded. None of them is a model yet. */
export function UnfinishedImports({ onChooseAgain }: Props) {
  const { view, act } = usePanel();
  const { store } = view;
  if (!store || store.job !== null || store.unfinished.length === 0) return null;
  return (
    <section class="unfinished" aria-label="Unfinished imports">
      {store.unfinished.map((one) =>
        one.other ? (
          <FineTuneCard
            key={one.id}
            one={one}
            other={one.other}
            onChooseAgain={(fineTune) => onChooseAgain(one.id, fineTune)}
          />
        ) : (
          <div class="installed" key={one.id}>
            <p>
              <b>{one.name}</b>
              <small>{factsOf(one)}</small>
            </p>
            <DeleteButtons
              verb="Discard"
              name={one.name}
              size={bytesInWords(one.bytes)}
              disabled={false}
              onDelete={() => act.discardImport(one.id)}
            >
              <button
                type="button"
                class="button small"
                aria-label={`Continue ${one.name}`}
                onClick={() =>
                  one.atHand ? act.continueImport(one.id, false) : onChooseAgain(one.id, false)
                }
              >
                {one.atHand ? 'Continue' : 'Continue…'}
              </button>
            </DeleteButtons>
          </div>
        ),
      )}
    </section>
  );
}

function factsOf({ quant, share, bytes, atHand, source, hub }: StoreState['unfinished'][number]): string {
  const facts = `Not finished: ${Math.floor(100 * share)} % imported, ${quantInWords(quant)}, holds ${bytesInWords(bytes)}.`;
  if (hub) return `${facts} From ${hub.repo} on ${new URL(hub.base).host}.`;
  return atHand ? facts : `${facts} To continue, choose the folder ${source} again.`;
}
