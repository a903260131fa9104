import type { PackJob } from '../packing/chunk.ts';
import { answerJob, transferOf } from '../packing/packer.ts';

// Only the worker that made this one can post to it.
self.onmessage = async ({ data }: MessageEvent<PackJob>) => {
  const reply = await answerJob(data);
  self.postMessage(reply, { transfer: transferOf(reply) });
};
