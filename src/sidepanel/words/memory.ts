import type { ModelNeeds } from '../../protocol/memory.ts';
import { bytesInWords } from './format.ts';

/** What a model takes, and where. */
export function needsInWords({ backend, adapter, needs: { gpu, processor } }: ModelNeeds): string {
  if (backend === 'cpu') return `Runs on the processor, with ${bytesInWords(processor)} of weights.`;
  return `Needs ${bytesInWords(gpu.total)} of GPU memory${adapter === null ? '' : ` on ${adapter}`}`;
}

/** What the sum is made of. */
export function partsInWords({ needs: { gpu, page } }: ModelNeeds): string {
  return (
    `${bytesInWords(gpu.weights)} weights, ${bytesInWords(gpu.conversation)} conversation, ` +
    `${bytesInWords(gpu.work)} to work in. The browser itself takes ${bytesInWords(page.kept + page.staging)} more.`
  );
}

/** `8,192 tokens: 6.7 GB` */
export function contextInWords(contextTokens: number, gpuBytes: number): string {
  return `${contextTokens.toLocaleString('en')} tokens: ${bytesInWords(gpuBytes)}`;
}
