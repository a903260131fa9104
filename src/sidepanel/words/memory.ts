import type { HistoryChoice } from '../../protocol/history.ts';
import type { MemoryNeeds, ModelNeeds } from '../../protocol/memory.ts';
import { bytesInWords } from './format.ts';
import { historyRoom } from './history.ts';

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

/**
 * Which length of conversation a task of 30 steps takes, by how many screenshots the model always sees: `… takes 12,288
 * tokens (7.2 GB) with 3 or 2 always shown, 8,192 tokens (6.7 GB) with 1.`
 */
export function screenshotsInWords({ contexts }: MemoryNeeds, leave: HistoryChoice['leave']): string {
  const byRoom = new Map<string, number[]>();
  for (const screenshots of [3, 2, 1] as const) {
    const room = historyRoom({ leave, screenshots });
    const enough = contexts.find(({ contextTokens }) => contextTokens >= room);
    const words = enough
      ? `${enough.contextTokens.toLocaleString('en')} tokens (${bytesInWords(enough.gpuBytes)})`
      : 'more than this model can hold';
    byRoom.set(words, [...(byRoom.get(words) ?? []), screenshots]);
  }
  const parts = [...byRoom].map(([room, screenshots], i) => {
    const shown = i === 0 ? ' always shown' : '';
    return `${room} with ${screenshots.join(' or ')}${shown}`;
  });
  return `With fewer screenshots it can be shorter: a task of 30 steps takes ${parts.join(', ')}.`;
}
