import type { LoadProgress as Progress } from '../../protocol/model.ts';
import { phaseInWords, progressInWords } from '../words/model.ts';
import { ProgressBar } from './progress_bar.tsx';

/** How far the model has come. */
export function LoadProgress({ progress }: { progress: Progress }) {
  const { phase, bytes, totalBytes } = progress;
  return (
    <section class="card load" aria-label="Model">
      <ProgressBar
        label={phaseInWords(phase)}
        bytes={bytes}
        totalBytes={totalBytes}
        counted={progressInWords(progress)}
      />
    </section>
  );
}
