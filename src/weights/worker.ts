import '../protocol/jitless.ts';
import { handleMessages } from '../protocol/messages.ts';
import { WeightsAbort, type WeightsEvent, weightsMethods } from '../protocol/weights.ts';
import { WeightsError } from './errors.ts';
import { weightsJobs } from './worker/jobs.ts';

/** Apart, so that a page that draws every step is not flooded. */
const PROGRESS_MS = 100;

// One worker does one job and is then ended, so that nothing of a 16 GB import stays in memory.
const stop = new AbortController();
let told = Number.NEGATIVE_INFINITY;

const jobs = weightsJobs((phase, bytes, totalBytes) => {
  const now = performance.now();
  if (now - told < PROGRESS_MS && bytes < totalBytes) return;
  told = now;
  send({ type: 'progress', progress: { phase, bytes, totalBytes } });
}, stop.signal);

// Only the page that made this worker can call it.
const listen = handleMessages<typeof weightsMethods, null>('weights', weightsMethods, jobs, () => true);

self.onmessage = async ({ data }: MessageEvent<unknown>) => {
  if (WeightsAbort.safeParse(data).success) {
    stop.abort(new WeightsError('cancelled', 'stopped by the person'));
    return;
  }
  send({ type: 'reply', reply: await listen(data, null) });
};

function send(event: WeightsEvent): void {
  self.postMessage(event);
}
