import type { StoreJob } from '../../protocol/model_store.ts';
import { usePanel } from '../state/context.ts';
import { progressInWords } from '../words/model.ts';
import { jobInWords } from '../words/store.ts';
import { ProgressBar } from './progress_bar.tsx';

/** An import, copy or verification on its way. */
export function StoreJobCard({ job }: { job: StoreJob }) {
  const { act } = usePanel();
  return (
    <section class="card load" aria-label="Loading weights">
      <ProgressBar
        label={jobInWords(job)}
        bytes={job.bytes}
        totalBytes={job.totalBytes}
        counted={progressInWords(job)}
      />
      <div class="answers">
        <button type="button" class="button small" disabled={job.cancelling} onClick={act.cancelJob}>
          {job.kind === 'download' ? 'Pause' : 'Cancel'}
        </button>
      </div>
    </section>
  );
}
