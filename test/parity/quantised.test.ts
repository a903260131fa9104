import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { CHECKPOINTS, importFixture, readCases, relativeError } from './reference.ts';

/** Share of the f32 logits that 8 and 4 bits may change on random weights, which forgive least. */
const CLOSE = { q8: 0.08, q4: 0.6 } as const;

test.each(CHECKPOINTS)('%s stays close to its f32 logits in 8 bits, and less so in 4', async (checkpoint) => {
  for (const one of await readCases(checkpoint)) {
    const errors: Record<string, number> = {};
    for (const quant of ['q8', 'q4'] as const) {
      const folder = fileFolder(await importFixture(checkpoint, quant));
      const engine = await Engine.load(folder, nodeRuntime(), { backend: 'cpu' });
      const input = { inputIds: one.inputIds, images: one.pictures };
      const { logits } = await engine.forward(input, { maxNewTokens: 0, allLogits: true });
      await engine.dispose();
      const vocab = logits.length / one.inputIds.length;
      const rows = one.logitPositions.map((position, i) =>
        relativeError(logits.subarray(position * vocab, (position + 1) * vocab), one.expectedLogits[i] ?? []),
      );
      errors[quant] = rows.reduce((sum, error) => sum + error, 0) / rows.length;
      expect(errors[quant], `${one.name} ${quant}`).toBeLessThan(CLOSE[quant]);
    }
    expect(errors.q8 ?? 1).toBeLessThan((errors.q4 ?? 0) / 4);
  }
});
