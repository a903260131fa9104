import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type Packer,
  type PackReply,
  type PackThread,
  threadCount,
  threadPacker,
} from '../packing/packer.ts';

/** A thread of Node does not inherit tsx. */
const START = `const { workerData } = require('node:worker_threads');
import('tsx/esm/api').then(({ tsImport }) => tsImport(workerData, workerData));`;

/** Packs on other threads of this process. */
export function nodePacker(threads = threadCount(availableParallelism())): Packer {
  return threadPacker(threads, nodeThread);
}

function nodeThread(): PackThread {
  const module = new URL('./pack_worker.ts', import.meta.url).href;
  const worker = new Worker(START, { eval: true, execArgv: [], workerData: module });
  return {
    post: (job, transfer) => worker.postMessage(job, transfer),
    listen(onReply) {
      worker.on('message', (reply: PackReply) => onReply(reply));
      worker.on('error', (error) => onReply({ failed: String(error) }));
    },
    terminate: () => void worker.terminate(),
  };
}
