import type { StoreState } from '../../protocol/model_store.ts';
import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { Card } from './card.tsx';
import { DeleteButtons } from './delete_buttons.tsx';

interface Props {
  one: StoreState['unfinished'][number];
  other: NonNullable<StoreState['unfinished'][number]['other']>;
  /** Asks for the folder; the import then goes on, `fineTune`: with the files as they are. */
  onChooseAgain: (fineTune: boolean) => void;
}

/** An import that stopped at a file which is not the published one: damaged, or a fine-tune; the person knows. */
export function FineTuneCard({ one, other, onChooseAgain }: Props) {
  const { act } = usePanel();
  const { id, name, source, bytes, atHand } = one;
  const facts = [
    ['Published', other.published],
    ['Found', other.found],
  ] as const;
  return (
    <Card tone="critical" icon="question" title={`Is ${name} a fine-tune?`}>
      <p>
        It looks like {other.repository}, but its file {other.file} is not the one that was published. Either
        the file was damaged on its way to you, or somebody has trained the model further.
      </p>
      <details class="about">
        <summary aria-label={`Hashes: ${name}`}>Hashes</summary>
        <dl class="facts">
          {facts.map(([what, value]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      <p class="small">
        A damaged model may load and still click in the wrong places. If you expected the published files,
        fetch this one again and choose the folder {source} again: only this file is read anew.
      </p>
      <DeleteButtons
        verb="Discard"
        name={name}
        size={bytesInWords(bytes)}
        disabled={false}
        onDelete={() => act.discardImport(id)}
      >
        <button
          type="button"
          class="button small"
          aria-label={`Import anyway: ${name}`}
          onClick={() => (atHand ? act.continueImport(id, true) : onChooseAgain(true))}
        >
          {atHand ? 'Import anyway' : 'Import anyway…'}
        </button>
        <button
          type="button"
          class="button small"
          aria-label={`I fetched it again: ${name}`}
          onClick={() => onChooseAgain(false)}
        >
          I fetched it again…
        </button>
      </DeleteButtons>
    </Card>
  );
}
