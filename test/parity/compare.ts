import { expect } from 'vitest';
import type { ForwardTensors } from '../../src/engine/engine.ts';
import { type ReferenceCase, relativeError } from './reference.ts';

/** Relative L2 error of logits and embeddings that an f32 pack may have. */
export const LIMIT = 1e-3;

/** Expects the tensors of an all-logits forward pass to be those of transformers. */
export function expectParity(one: ReferenceCase, { imageEmbeds, logits, inputIds }: ForwardTensors): void {
  expect(inputIds).toEqual(one.inputIds);
  const vocab = logits.length / inputIds.length;
  for (const [i, position] of one.logitPositions.entries()) {
    const actual = logits.subarray(position * vocab, (position + 1) * vocab);
    expect(
      relativeError(actual, one.expectedLogits[i] ?? []),
      `${one.name}: logits ${position}`,
    ).toBeLessThan(LIMIT);
  }
  const width = one.expectedEmbeds[0]?.length ?? 0;
  expect(imageEmbeds.length, `${one.name}: image embeddings`).toBe((one.imageEmbedCount ?? 0) * width);
  for (const [i, row] of (one.imageEmbedRows ?? []).entries()) {
    const actual = imageEmbeds.subarray(row * width, (row + 1) * width);
    expect(relativeError(actual, one.expectedEmbeds[i] ?? []), `${one.name}: embedding ${row}`).toBeLessThan(
      LIMIT,
    );
  }
}
