import { type Caller, connect } from '../protocol/messages.ts';
import {
  type WeightsAbort,
  WeightsEvent,
  type WeightsProgress,
  weightsMethods,
} from '../protocol/weights.ts';

export interface WeightsJob {
  onProgress?: (progress: WeightsProgress) => void;
  signal?: AbortSignal;
}

/**
 * The weights worker as typed calls. Each call has a worker of its own, ended with it. Rejections are RemoteErrors
 * with the WeightsError's code; after the signal, `cancelled`, once nothing of the job remains.
 */
export function weightsWorker({ onProgress, signal }: WeightsJob = {}): Caller<typeof weightsMethods> {
  return connect('weights', weightsMethods, (call) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'weights' });
    const abort = () => worker.postMessage({ type: 'abort' } satisfies WeightsAbort);
    return new Promise<unknown>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        const event = WeightsEvent.parse(data);
        if (event.type === 'progress') onProgress?.(event.progress);
        else resolve(event.reply);
      };
      worker.onerror = ({ message }) => reject(new Error(`the weights worker failed: ${message}`));
      worker.postMessage(call);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    }).finally(() => {
      signal?.removeEventListener('abort', abort);
      worker.terminate();
    });
  });
}
