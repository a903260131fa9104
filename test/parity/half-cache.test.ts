import { expect, test } from 'vitest';
import { floatsOf } from '../../src/engine/device/checks/check.ts';
import { decoderAttention } from '../../src/engine/device/checks/decoder-attention.ts';
import { checkKernels } from '../../src/engine/device/checks/run.ts';
import { Engine } from '../../src/engine/engine.ts';
import { cachedAttention, rotaryFor } from '../../src/engine/graph/attention.ts';
import { GraphBuilder } from '../../src/engine/graph/builder.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { createSession } from '../../src/engine/session.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { CHECKPOINTS, importFixture, readCases, relativeError } from './reference.ts';

const runtime = nodeRuntime();
const HALF = { backend: 'cpu', kv: 'float16' } as const;

test('attention over a cache in half precision gives the known answers', async () => {
  const { passed, errors } = await checkKernels({ runtime, device: HALF }, [], [decoderAttention]);
  expect(passed).toBe(true);
  // It is another cache, and not the same one by another name.
  expect(errors['decoder-attention']).toBeGreaterThan(1e-5);
});

test.each(CHECKPOINTS)(
  '%s with keys and values in half precision: logits near transformers’',
  async (checkpoint) => {
    const folder = fileFolder(await importFixture(checkpoint, 'f32'));
    const engine = await Engine.load(folder, runtime, HALF);
    try {
      for (const one of await readCases(checkpoint)) {
        const input = { inputIds: one.inputIds, images: one.pictures };
        const { logits } = await engine.forward(input, { maxNewTokens: 0, allLogits: true });
        const vocab = logits.length / one.inputIds.length;
        const rows = one.logitPositions.flatMap((at) => [...logits.subarray(at * vocab, (at + 1) * vocab)]);
        expect(
          relativeError(
            rows,
            one.expectedLogits.flatMap((row) => [...row]),
          ),
          one.name,
        ).toBeLessThan(2e-3);
        // In chunks, most keys and values are read back from the cache.
        await engine.forget();
        const whole = await engine.generate(input, { maxNewTokens: 8 });
        await engine.forget();
        expect((await engine.generate(input, { maxNewTokens: 8, chunkTokens: 7 })).ids).toEqual(whole.ids);
      }
    } finally {
      await engine.dispose();
    }
  },
);

test('scores that would pass the end of halves before they are scaled', async () => {
  const [tokens, head] = [6, 32];
  const graph = new GraphBuilder('large-keys');
  const inputs = {
    packed: graph.input('packed', 'float', [1, 'S', 3 * head]),
    cos: rotaryFor(graph, 'float16', graph.input('cos', 'float', ['T', head / 2])),
    sin: rotaryFor(graph, 'float16', graph.input('sin', 'float', ['T', head / 2])),
    seqlens: graph.input('seqlens', 'int32', [1]),
    total: graph.input('total', 'int32', []),
  };
  const cache = { pastKey: 'pk', pastValue: 'pv', presentKey: 'k', presentValue: 'v' };
  cachedAttention(graph, { heads: 1, kvHeads: 1, headDim: head }, 'float16', inputs, cache, 'y');
  graph.output('y', 'float', [1, 'S', head]);
  const session = await createSession(runtime, HALF, graph.build());
  const { Tensor } = runtime;
  // q·k of token i with token 0 is 32 · 60 · 60 = 115,200; scaled it is 20,365, and less for each later token.
  const packed = Float32Array.from({ length: tokens * 3 * head }, (_, i) => {
    const [token, part] = [Math.floor(i / (3 * head)), Math.floor(i / head) % 3];
    return part === 0 ? 60 : part === 1 ? 60 - 6 * token : token + 1;
  });
  const none = () => new Tensor('float16', new Uint16Array(0), [1, 1, 0, head]);
  const { y } = await session.run({
    packed: new Tensor('float32', packed, [1, tokens, 3 * head]),
    cos: new Tensor('float32', new Float32Array((tokens * head) / 2).fill(1), [tokens, head / 2]),
    sin: new Tensor('float32', new Float32Array((tokens * head) / 2), [tokens, head / 2]),
    seqlens: new Tensor('int32', Int32Array.of(tokens - 1), [1]),
    total: new Tensor('int32', Int32Array.of(tokens), []),
    pk: none(),
    pv: none(),
  });
  // Every token attends to the first alone, whose values are 1.
  expect([...floatsOf(y)]).toEqual(Array(tokens * head).fill(1));
  await session.release();
});
