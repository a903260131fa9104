import { floatsOf, relativeError, testValues } from '../../../../src/engine/device/checks/check.ts';
import { GraphBuilder } from '../../../../src/engine/graph/builder.ts';
import type { AccuracyLevel } from '../../../../src/engine/graph/weights.ts';
import type { InferenceSession } from '../../../../src/engine/ort/runtime.ts';
import { createSession } from '../../../../src/engine/session.ts';
import { type BenchGpu, timed } from './device.ts';

/** Fara-7B's queries, keys and values. */
const [K, N, BLOCK] = [3584, 4608, 32];
/** A token, a draft of one and of two, of three and of ten, and prefill. */
const ROWS = [1, 2, 3, 4, 11, 512];

export interface ProductTimes {
  rows: number;
  features: string[];
  precision: 'float32' | 'float16';
  /** ms of each run at accuracy level 0 and 4, interleaved */
  exact: number[];
  rounded: number[];
  /** of the first row at level 4, against level 0 */
  error: number;
  /** Whether the first row comes out bit for bit as it does alone, by level. */
  sameBits: { exact: boolean; rounded: boolean };
}

/** Products of so many rows with a 4-bit matrix, by accuracy level; only the first row crosses to the processor. */
export async function compareProducts({ runtime, device }: BenchGpu, runs: number): Promise<ProductTimes[]> {
  const session = (level: AccuracyLevel) =>
    createSession(runtime, device, graphOf(level, device.half).build());
  const [exact, rounded] = [await session(0), await session(4)];
  const values = testValues((ROWS.at(-1) ?? 1) * K, 3);
  const feeds = (rows: number) => ({
    x: new runtime.Tensor('float32', values.slice(0, rows * K), [rows, K]),
  });
  const first = async (of: InferenceSession, rows: number) =>
    floatsOf((await of.run(feeds(rows))).first).slice();
  const alone = { exact: await first(exact, 1), rounded: await first(rounded, 1) };
  const report: ProductTimes[] = [];
  for (const rows of ROWS) {
    const of = { exact: await first(exact, rows), rounded: await first(rounded, rows) };
    const times = { exact: [] as number[], rounded: [] as number[] };
    for (let run = 0; run < runs; run++) {
      times.exact.push(...(await timed(1, () => exact.run(feeds(rows)))));
      times.rounded.push(...(await timed(1, () => rounded.run(feeds(rows)))));
    }
    report.push({
      rows,
      features: [...device.gpu.features],
      precision: device.half ? 'float16' : 'float32',
      ...times,
      error: relativeError({ actual: of.rounded, expected: of.exact }),
      sameBits: { exact: same(of.exact, alone.exact), rounded: same(of.rounded, alone.rounded) },
    });
  }
  for (const one of [exact, rounded]) await one.release();
  return report;
}

function graphOf(accuracy_level: AccuracyLevel, half: boolean): GraphBuilder {
  const graph = new GraphBuilder(`products-${accuracy_level}`);
  const x = graph.input('x', 'float', ['M', K]);
  const bytes = Uint8Array.from(testValues((N * K) / 2, 1), (value) => (value + 1) * 127);
  const w = graph.initializer({
    name: 'w',
    type: 'uint8',
    shape: [N, K / BLOCK, BLOCK / 2],
    data: { raw: bytes },
  });
  const scales = graph.float(
    'scales',
    [N, K / BLOCK],
    testValues((N * K) / BLOCK, 2).map((value) => 0.005 + Math.abs(value) / 500),
  );
  const attributes = { K, N, bits: 4, block_size: BLOCK, accuracy_level };
  if (half) {
    const operands = [graph.cast(x, 'float16', 'x.half'), w, graph.cast(scales, 'float16', 'scales.half')];
    graph.cast(graph.fused('MatMulNBits', 'y.half', operands, attributes), 'float', 'y');
  } else graph.fused('MatMulNBits', 'y', [x, w, scales], attributes);
  graph.op('Gather', 'first', ['y', graph.int64([0])], { axis: 0 });
  graph.output('first', 'float', [1, N]);
  return graph;
}

function same(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
