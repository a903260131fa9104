import { useState } from 'preact/hooks';
import type { Quant, Survey } from '../../protocol/weights.ts';
import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { quantInWords, recipeCostInWords } from '../words/store.ts';
import { Room } from './room.tsx';

const TEXTS: Record<Quant, string> = {
  f32: 'the original values',
  q8: 'closest to the original',
  'q4-head8': 'vision and output stay 8-bit',
  q4: 'smallest and fastest, vision stays 8-bit',
};

/** Above this many parameters 8 bits are too much for most computers. */
const LARGE = 1e9;

interface Props {
  survey: Extract<Survey, { kind: 'checkpoint' }>;
  profiles: readonly string[];
  /** Label of the button. */
  verb: 'Import' | 'Download';
}

/** How a checkpoint is to be stored, and, where its files do not tell, how it is spoken to. */
export function RecipeForm({ survey, profiles, verb }: Props) {
  const { act } = usePanel();
  const [quant, setQuant] = useState<Quant>(survey.parameters > LARGE ? 'q4' : 'q8');
  const [profile, setProfile] = useState(survey.profile ?? '');
  const bytes = survey.recipes.find((recipe) => recipe.quant === quant)?.bytes ?? Number.POSITIVE_INFINITY;
  const fits = bytes <= survey.freeBytes;
  return (
    <form
      class="recipe"
      onSubmit={(event) => {
        event.preventDefault();
        void act.importFolder(quant, profile);
      }}
    >
      <fieldset>
        <legend>Store it as</legend>
        {survey.recipes.map((recipe) => (
          <label class="choice" key={recipe.quant}>
            <input
              type="radio"
              name="quant"
              value={recipe.quant}
              checked={quant === recipe.quant}
              onChange={() => setQuant(recipe.quant)}
            />
            <span>
              <b>
                {quantInWords(recipe.quant)}, {bytesInWords(recipe.bytes)}
              </b>
              <small>{TEXTS[recipe.quant]}</small>
              <small>{recipeCostInWords(recipe)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {survey.profile === null && (
        <label class="field">
          <b>Trained to be used like</b>
          <select value={profile} onChange={(event) => setProfile(event.currentTarget.value)}>
            <option value="">Choose…</option>
            {profiles.map((id) => (
              <option value={id} key={id}>
                {id}
              </option>
            ))}
          </select>
          <small class="quiet">
            These are not the published files of a known model, so they do not tell which prompt it was
            trained on.
          </small>
        </label>
      )}
      <Room bytes={bytes} freeBytes={survey.freeBytes} />
      <div class="answers">
        <button type="submit" class="button main" disabled={!fits || profile === ''}>
          {verb}
        </button>
        <button type="button" class="button" onClick={act.forgetFolder}>
          Not now
        </button>
      </div>
    </form>
  );
}
