import { parentPort } from 'node:worker_threads';
import type { PackJob } from '../packing/chunk.ts';
import { answerJob, transferOf } from '../packing/packer.ts';

parentPort?.on('message', async (job: PackJob) => {
  const reply = await answerJob(job);
  parentPort?.postMessage(reply, transferOf(reply));
});
