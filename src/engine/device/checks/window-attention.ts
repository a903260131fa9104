import { GraphBuilder } from '../../graph/builder.ts';
import { attendHead } from './attention-math.ts';
import {
  type Answer,
  answersOf,
  type CheckContext,
  type KernelFamily,
  runEach,
  testValues,
} from './check.ts';

const HEADS = 2;
/** The vision tower's own head size: a multiple of 4 but not of 32. */
const HEAD_DIM = 80;
const WIDTH = HEADS * HEAD_DIM;

/** MultiHeadAttention of the vision tower: windows as batch with empty slots hidden, and a whole image. */
export const windowAttention: KernelFamily = {
  name: 'vision-attention',
  tolerance: 1e-3,
  run: async (context) => [
    ...(await attend(context, 3, 64, [64, 64, 48])),
    ...(await attend(context, 1, 100)),
  ],
};

/** @param filled how many keys of each batch are real; left out: no bias at all */
async function attend(
  context: CheckContext,
  batch: number,
  length: number,
  filled?: number[],
): Promise<Answer[]> {
  const { runtime } = context;
  const size = batch * length * WIDTH;
  const tensors = [testValues(size, 21), testValues(size, 22), testValues(size, 23)] as const;
  const graph = new GraphBuilder('check-vision-attention');
  for (const name of ['q', 'k', 'v']) graph.input(name, 'float', ['B', 'S', WIDTH]);
  const bias = new Float32Array(batch * length * length);
  if (filled) {
    graph.input('bias', 'float', ['B', 1, length, length]);
    for (let row = 0; row < batch * length; row++) {
      bias.fill(-1e9, row * length + (filled[Math.floor(row / length)] as number), (row + 1) * length);
    }
  }
  const inputs = filled ? ['q', 'k', 'v', '', '', 'bias'] : ['q', 'k', 'v'];
  graph.fused('MultiHeadAttention', 'y', inputs, { num_heads: HEADS });
  graph.output('y', 'float', ['B', 'S', WIDTH]);

  const expected = new Float32Array(size);
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < HEADS; head++) {
      const place = (token: number, d: number) => (b * length + token) * WIDTH + head * HEAD_DIM + d;
      attendHead(
        {
          queries: length,
          keys: length,
          headDim: HEAD_DIM,
          q: (token, d) => tensors[0][place(token, d)] as number,
          k: (token, d) => tensors[1][place(token, d)] as number,
          v: (token, d) => tensors[2][place(token, d)] as number,
          bias: (query, key) => bias[(b * length + query) * length + key] as number,
        },
        (query, d, value) => {
          expected[place(query, d)] = value;
        },
      );
    }
  }
  const dims = [batch, length, WIDTH];
  const [q, k, v] = tensors.map((data) => new runtime.Tensor('float32', data, dims));
  if (!q || !k || !v) throw new Error('unreachable: three tensors were made');
  const feeds = filled
    ? { q, k, v, bias: new runtime.Tensor('float32', bias, [batch, 1, length, length]) }
    : { q, k, v };
  return answersOf(await runEach(context, graph, [feeds]), [expected]);
}
