import { GraphBuilder } from '../../graph/builder.ts';
import {
  type Answer,
  answersOf,
  type CheckContext,
  type KernelFamily,
  runEach,
  testValues,
} from './check.ts';

const BLOCK = 32;
const K = 256;
const N = 64;
/** Decode, a short verification, and prefill use different kernels. */
const ROWS = [1, 3, 40];

/**
 * Weight-only quantised matrix product with bias, as every linear layer of a quantised pack uses it; `half`: in half
 * precision between casts, as the layers of a `HalfPlan` do.
 */
export function quantisedMatMul(bits: 4 | 8, half = false): KernelFamily {
  const run = async ({ runtime, device }: CheckContext): Promise<Answer[]> => {
    const zero = bits === 4 ? 8 : 128;
    const levels = testValues(N * K, bits).map((value) => Math.round(zero + value * (zero - 1)));
    const scales = testValues((N * K) / BLOCK, 2).map((value) => 0.01 + Math.abs(value) / 50);
    const bias = testValues(N, 3);
    const packed = Uint8Array.from({ length: (N * K * bits) / 8 }, (_, i) =>
      bits === 8 ? (levels[i] as number) : (levels[2 * i] as number) | ((levels[2 * i + 1] as number) << 4),
    );
    const graph = new GraphBuilder(`check-matmul-${bits}`);
    const raw = (array: Float32Array) => ({ raw: new Uint8Array(array.slice().buffer) });
    graph.input('x', 'float', ['M', K]);
    graph.initializer({
      name: 'w',
      type: 'uint8',
      shape: [N, K / BLOCK, (BLOCK * bits) / 8],
      data: { raw: packed },
    });
    graph.initializer({ name: 'scales', type: 'float', shape: [N, K / BLOCK], data: raw(scales) });
    graph.initializer({ name: 'bias', type: 'float', shape: [N], data: raw(bias) });
    const accuracy_level = device.backend === 'webgpu' ? device.accuracy : 0;
    const attributes = { K, N, bits, block_size: BLOCK, accuracy_level };
    if (half) {
      const operands = [graph.cast('x', 'float16', 'x.half'), 'w', graph.cast('scales', 'float16', 's.half')];
      const product = graph.fused('MatMulNBits', 'y.half', operands, attributes);
      graph.op('Add', 'y', [graph.cast(product, 'float', 'y.wide'), 'bias']);
    } else graph.fused('MatMulNBits', 'y', ['x', 'w', 'scales', '', '', 'bias'], attributes);
    graph.output('y', 'float', ['M', N]);

    const weight = (n: number, k: number) =>
      ((levels[n * K + k] as number) - zero) * (scales[Math.floor((n * K + k) / BLOCK)] as number);
    const xs = ROWS.map((rows) => testValues(rows * K, 5 + rows));
    const feeds = xs.map((x) => ({ x: new runtime.Tensor('float32', x, [x.length / K, K]) }));
    const expected = xs.map((x) => product(x, weight, bias));
    return answersOf(await runEach({ runtime, device }, graph, feeds), expected);
  };
  // Not the names of the time when activations were rounded to 8 bits: those verdicts say nothing about these kernels.
  return { name: `product-${bits}-bit${half ? '-half' : ''}`, tolerance: half ? 1e-2 : 1e-4, run };
}

/** Plain matrix product with a transposed right side, as an f32 pack uses it. */
export const floatMatMul: KernelFamily = {
  name: 'matmul-f32',
  tolerance: 1e-4,
  async run({ runtime, device }) {
    const w = testValues(N * K, 7);
    const bias = testValues(N, 8);
    const graph = new GraphBuilder('check-matmul-f32');
    graph.input('x', 'float', ['M', K]);
    graph.input('w', 'float', [N, K]);
    graph.input('bias', 'float', [N]);
    graph.op('Gemm', 'y', ['x', 'w', 'bias'], { transB: 1 });
    graph.output('y', 'float', ['M', N]);
    const xs = ROWS.map((rows) => testValues(rows * K, 9 + rows));
    const feeds = xs.map((x) => ({
      x: new runtime.Tensor('float32', x, [x.length / K, K]),
      w: new runtime.Tensor('float32', w, [N, K]),
      bias: new runtime.Tensor('float32', bias, [N]),
    }));
    const expected = xs.map((x) => product(x, (n, k) => w[n * K + k] as number, bias));
    return answersOf(await runEach({ runtime, device }, graph, feeds), expected);
  },
};

function product(
  x: Float32Array,
  weight: (n: number, k: number) => number,
  bias: Float32Array,
): Float32Array {
  return Float32Array.from({ length: (x.length / K) * N }, (_, i) => {
    const row = Math.floor(i / N);
    const n = i % N;
    let sum = bias[n] as number;
    for (let k = 0; k < K; k++) sum += (x[row * K + k] as number) * weight(n, k);
    return sum;
  });
}
