import { useEffect } from 'preact/hooks';
import type { CheckResult } from '../../protocol/check.ts';
import { type Panel, usePanel } from '../state/context.ts';
import { checkDateInWords, checkFactsInWords, checkProgressInWords, verdictInWords } from '../words/check.ts';
import { Card } from './card.tsx';
import { ProgressBar } from './progress_bar.tsx';

/** Whether the chosen model clicks where it should: the last test of it, and a button for another. */
export function ClickTest() {
  const { view, act } = usePanel();
  const { check, settings } = view;
  const { openCheck } = act;
  useEffect(() => void openCheck(), [openCheck]);
  if (check === null || settings === null) return null;
  const { running, failed } = check;
  if (running?.model === settings.model) {
    const { done, targets } = running.progress;
    return (
      <section class="card load" aria-label="Testing clicks">
        <ProgressBar
          label="Testing whether it clicks where it should"
          bytes={done}
          totalBytes={targets}
          counted={checkProgressInWords(running.progress)}
        />
        <div class="answers">
          <button type="button" class="button small" onClick={act.cancelCheck}>
            Cancel
          </button>
        </div>
      </section>
    );
  }
  const result = check.kept.find(
    ({ model, result }) => model === settings.model && !isOutdated(result, view),
  )?.result;
  return (
    <>
      {failed?.model === settings.model ? (
        <Card tone="bad" icon="warn" title="Clicking could not be tested">
          <p>{failed.message}</p>
        </Card>
      ) : (
        result && <Found result={result} />
      )}
      <div class="answers">
        <button
          type="button"
          class="button small"
          disabled={view.pending.includes('check') || running !== null}
          onClick={act.startCheck}
        >
          {result ? 'Test clicking again' : 'Test clicking'}
        </button>
      </div>
    </>
  );
}

/** The embedded model came anew with an update of the extension, since it was tested. */
function isOutdated({ info }: CheckResult, { model }: Panel['view']): boolean {
  return model.status === 'ready' && model.info.name === info.name && model.info.packHash !== info.packHash;
}

const LOOKS = {
  good: { tone: 'good', icon: 'check' },
  fair: { tone: 'quiet', icon: 'warn' },
  bad: { tone: 'bad', icon: 'warn' },
} as const;

function Found({ result }: { result: CheckResult }) {
  const missed = result.answers.filter(({ hit }) => !hit);
  return (
    <Card {...LOOKS[result.verdict]} title={verdictInWords(result.verdict)}>
      <p>{checkFactsInWords(result)}</p>
      <p class="quiet small">{checkDateInWords(result)}</p>
      {result.causes.length > 0 && (
        <>
          <p>What probably keeps it from that:</p>
          <ul class="problems">
            {result.causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </>
      )}
      {missed.length > 0 && (
        <details>
          <summary>What it missed</summary>
          <ul class="problems">
            {missed.map(({ page, task }) => (
              <li key={`${page} ${task}`}>{task}</li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}
