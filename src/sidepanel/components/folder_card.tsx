import { useState } from 'preact/hooks';
import type { Survey, WeightsSource } from '../../protocol/weights.ts';
import type { FolderChoice } from '../state/chosen_folder.ts';
import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { parametersInWords, quantInWords, upstreamInWords } from '../words/store.ts';
import { Card } from './card.tsx';
import { ProgressBar } from './progress_bar.tsx';
import { RecipeForm } from './recipe_form.tsx';
import { Room } from './room.tsx';

/** What the chosen folder is, before anything is done with it. */
export function FolderCard({ choice }: { choice: FolderChoice }) {
  const { survey, folder, profiles } = choice;
  if (survey === null)
    return (
      <section class="card load" aria-label="Chosen folder">
        <ProgressBar label={`Looking at ${folder.name}`} bytes={0} totalBytes={0} counted="" />
      </section>
    );
  switch (survey.kind) {
    case 'refused':
      return <Refused survey={survey} />;
    case 'checkpoint':
      return (
        <Card tone="quiet" icon="folder" title={survey.name}>
          <Facts survey={survey} from={folder} />
          <RecipeForm survey={survey} profiles={profiles} verb={'hub' in folder ? 'Download' : 'Import'} />
        </Card>
      );
    case 'pack':
      return (
        <Card tone="quiet" icon="folder" title={survey.name}>
          <Facts survey={survey} from={folder} />
          {choice.handle !== null && (
            <p class="quiet small">
              Used where it is, nothing is copied, but the browser asks again for the folder after a restart.
            </p>
          )}
          <Room bytes={survey.bytes} freeBytes={survey.freeBytes} />
          <PackAnswers fits={survey.bytes <= survey.freeBytes} inPlace={choice.handle !== null} />
        </Card>
      );
  }
}

const FORMS = { safetensors: 'Hugging Face folder', gguf: 'GGUF' };

interface FactsProps {
  survey: Exclude<Survey, { kind: 'refused' }>;
  from: WeightsSource;
}

function Facts({ survey, from }: FactsProps) {
  const hub = 'hub' in from ? from.hub : null;
  const form = survey.kind === 'pack' ? `Sidefara pack, ${quantInWords(survey.quant)}` : FORMS[survey.form];
  return (
    <dl class="facts">
      <div>
        <dt>Kind</dt>
        <dd>
          {form}, {bytesInWords(survey.bytes)}
        </dd>
      </div>
      <div>
        <dt>Model</dt>
        <dd>Qwen2.5-VL, {parametersInWords(survey.parameters)}</dd>
      </div>
      {survey.upstream && (
        <div>
          <dt>Weights</dt>
          <dd>{upstreamInWords(survey.upstream)}</dd>
        </div>
      )}
      {hub && (
        <div>
          <dt>From</dt>
          <dd>
            {hub.repo} on {new URL(hub.base).host}
          </dd>
        </div>
      )}
      {hub && (
        <div>
          <dt>Download</dt>
          <dd>{survey.bytes.toLocaleString('en')} bytes of weights and a few small files</dd>
        </div>
      )}
      {survey.profile !== null && (
        <div>
          <dt>Profile</dt>
          <dd>{survey.profile}</dd>
        </div>
      )}
    </dl>
  );
}

/** `inPlace`: whether the browser lets the folder be used without a copy. */
function PackAnswers({ fits, inPlace }: { fits: boolean; inPlace: boolean }) {
  const { act } = usePanel();
  return (
    <div class="answers">
      <button type="button" class="button main" disabled={!fits} onClick={act.copyFolder}>
        {inPlace ? 'Copy into the browser' : 'Install'}
      </button>
      {inPlace && (
        <button type="button" class="button" onClick={act.placeFolder}>
          Use it where it is
        </button>
      )}
      <button type="button" class="button" onClick={act.forgetFolder}>
        Not now
      </button>
    </div>
  );
}

/** Problems shown at once; a folder of the wrong kind can have hundreds. */
const SHOWN = 6;

function Refused({ survey: { name, problems } }: { survey: Extract<Survey, { kind: 'refused' }> }) {
  const { act } = usePanel();
  const [all, setAll] = useState(false);
  const hidden = problems.length - SHOWN;
  return (
    <Card tone="bad" icon="warn" title={`${name} cannot be used`}>
      <ul class="problems">
        {(all ? problems : problems.slice(0, SHOWN)).map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <div class="answers">
        <button type="button" class="button" onClick={act.forgetFolder}>
          Close
        </button>
        {!all && hidden > 0 && (
          <button type="button" class="button" onClick={() => setAll(true)}>
            Show {hidden} more
          </button>
        )}
      </div>
    </Card>
  );
}
