import type { LoadProgress as Progress } from '../../protocol/model.ts';
import { phaseInWords, progressInWords } from '../words/model.ts';

/** How far the model has come. Without a known size the bar shows activity only, never a made-up share. */
export function LoadProgress({ progress }: { progress: Progress }) {
  const known = progress.totalBytes > 0 && progress.bytes > 0;
  const phase = phaseInWords(progress.phase);
  const counted = progressInWords(progress);
  return (
    <section class="card load" aria-label="Model">
      <p class="load-phase">{phase}</p>
      {known ? (
        <progress value={progress.bytes} max={progress.totalBytes} aria-label={phase} />
      ) : (
        <progress aria-label={phase} />
      )}
      {counted && <p class="quiet numbers">{counted}</p>}
    </section>
  );
}
