import {
  type Packer,
  type PackReply,
  type PackThread,
  threadCount,
  threadPacker,
} from '../packing/packer.ts';

/** Packs in workers of this worker. */
export function workerPacker(threads = threadCount(navigator.hardwareConcurrency)): Packer {
  return threadPacker(threads, workerThread);
}

function workerThread(): PackThread {
  const worker = new Worker(new URL('./pack_worker.ts', import.meta.url), {
    type: 'module',
    name: 'packing',
  });
  return {
    post: (job, transfer) => worker.postMessage(job, transfer),
    listen(onReply) {
      worker.onmessage = ({ data }: MessageEvent<PackReply>) => onReply(data);
      worker.onerror = ({ message }) => onReply({ failed: message });
    },
    terminate: () => worker.terminate(),
  };
}
