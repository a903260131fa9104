import { expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/engine/graph/builder.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { createSession } from '../../../src/engine/session.ts';

test('ONNX Runtime reads what the builder writes: attributes, constants, external data, left-out inputs', async () => {
  const graph = new GraphBuilder('test');
  graph.input('x', 'float', ['N', 4]);
  graph.initializer({
    name: 'w',
    type: 'float',
    shape: [2, 4],
    data: { file: 'shard', offset: 64, bytes: 32 },
  });
  graph.op('Gemm', 'product', ['x', 'w'], { transB: 1, alpha: { float: 0.5 } });
  graph.op('Reshape', 'flat', ['product', graph.int64([-1])]);
  graph.op('Clip', 'y', ['flat', '', 'limit']);
  const raw = new Uint8Array(Float32Array.of(20).buffer);
  graph.initializer({ name: 'limit', type: 'float', shape: [], data: { raw } });
  graph.output('y', 'float', ['M']);

  const shard = new Uint8Array(96);
  new Float32Array(shard.buffer, 64, 8).set([1, 0, 0, 0, 0, 0, 0, 10]);
  const runtime = nodeRuntime();
  const external = [{ path: 'shard', data: shard }];
  const session = await createSession(runtime, { backend: 'cpu' }, graph.build(), external);
  const x = new runtime.Tensor('float32', Float32Array.of(2, 0, 0, 3, 4, 0, 0, 5), [2, 4]);
  const { y } = await session.run({ x });
  expect(y?.data).toEqual(Float32Array.of(1, 15, 2, 20));
  await session.release();
});
