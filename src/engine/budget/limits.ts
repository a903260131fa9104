import type { AdapterLimits, MemoryNeeds } from '../../protocol/memory.ts';
import { EngineError } from '../errors.ts';

/**
 * Compares with what a GPU says of itself. How much memory it has it does not say, so this finds only what can
 * never work; what is merely too much shows when it is allocated.
 * @throws EngineError `too-large-for-gpu` with both sizes
 */
export function checkLimits({ largest, contextTokens }: MemoryNeeds, limits: AdapterLimits): void {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  if (largest.bytes <= most) return;
  const [needed, given] = [largest.bytes, most].map((bytes) => `${Math.round(bytes / 1e6)} MB`);
  throw new EngineError(
    'too-large-for-gpu',
    `At ${contextTokens} tokens of context, ${largest.what} needs ${needed} in one piece, and this GPU's driver ` +
      `gives at most ${given}. Choose a shorter context, or another model.`,
  );
}
