import { expect, test } from 'vitest';
import { floatsOf } from '../../../src/engine/device/checks/check.ts';
import { GraphBuilder } from '../../../src/engine/graph/builder.ts';
import { ALL_FLOAT } from '../../../src/engine/graph/half.ts';
import { PackWeights } from '../../../src/engine/graph/weights.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { externalData } from '../../../src/engine/pack/external-data.ts';
import { createSession } from '../../../src/engine/session.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { type OpenPack, openPack, packTensor } from '../../../src/weights/pack/read.ts';
import { importFixture } from '../../parity/reference.ts';

const runtime = nodeRuntime();

/** x times a matrix of the pack, handed over in pieces of at most `limit` bytes. */
async function product(open: OpenPack, weight: string, limit?: number) {
  const [, k = 0] = packTensor(open, weight).shape;
  const graph = new GraphBuilder('product');
  const weights = new PackWeights(open.pack, graph, 0, ALL_FLOAT, limit);
  graph.input('x', 'float', ['M', k]);
  weights.linear('x', weight, 'y');
  graph.output('y', 'float', ['M', 'N']);
  const model = graph.build();
  const device = { backend: 'cpu' } as const;
  const session = await createSession(runtime, device, model, await externalData(open, runtime, device));
  const x = Float32Array.from({ length: 3 * k }, (_, i) => Math.sin(i));
  const { y } = await session.run({ x: new runtime.Tensor('float32', x, [3, k]) });
  await session.release();
  return { y: [...floatsOf(y)], products: model.nodes.length };
}

test.each(['f32', 'q8', 'q4'] as const)(
  'a %s matrix in pieces gives the same product',
  async (quant) => {
    const open = await openPack(fileFolder(await importFixture('gqa32-sharded', quant)));
    for (const weight of ['layers.0.qkv', 'lm_head', 'visual.blocks.0.down']) {
      const whole = await product(open, weight);
      // Not a third of the rows, so that the pieces differ in size.
      const limit = Math.floor(packTensor(open, weight).data.bytes / 2.7);
      const pieces = await product(open, weight, limit);
      expect(pieces.products - whole.products, weight).toBeGreaterThanOrEqual(3);
      expect(pieces.y, weight).toEqual(whole.y);
    }
    await open.close();
  },
  30_000,
);
