import { useState } from 'preact/hooks';
import type { Quant, Survey } from '../../protocol/weights.ts';
import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { Room } from './room.tsx';

const RECIPES = [
  { quant: 'q8', name: '8-bit', text: 'closest to the original' },
  { quant: 'q4', name: '4-bit', text: 'smaller and faster, vision stays 8-bit' },
] as const;

/** Above this many parameters 8 bits are too much for most computers. */
const LARGE = 1e9;

interface Props {
  survey: Extract<Survey, { kind: 'checkpoint' }>;
  profiles: readonly string[];
}

/** How a checkpoint is to be stored, and, where its files do not tell, how it is spoken to. */
export function RecipeForm({ survey, profiles }: Props) {
  const { act } = usePanel();
  const [quant, setQuant] = useState<Extract<Quant, 'q8' | 'q4'>>(survey.parameters > LARGE ? 'q4' : 'q8');
  const [profile, setProfile] = useState(survey.profile ?? '');
  const fits = survey.sizes[quant] <= survey.freeBytes;
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
        {RECIPES.map(({ quant: value, name, text }) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name="quant"
              value={value}
              checked={quant === value}
              onChange={() => setQuant(value)}
            />
            <span>
              <b>
                {name}, {bytesInWords(survey.sizes[value])}
              </b>
              <small>{text}</small>
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
      <Room bytes={survey.sizes[quant]} freeBytes={survey.freeBytes} />
      <div class="answers">
        <button type="submit" class="button main" disabled={!fits || profile === ''}>
          Import
        </button>
        <button type="button" class="button" onClick={act.forgetFolder}>
          Not now
        </button>
      </div>
    </form>
  );
}
