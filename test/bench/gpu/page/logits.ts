import { GraphBuilder } from '../../../../src/engine/graph/builder.ts';
import type { Tensor } from '../../../../src/engine/ort/runtime.ts';
import { argmax } from '../../../../src/engine/sampling/greedy.ts';
import { penaliseRepetition } from '../../../../src/engine/sampling/repetition.ts';
import { createSession } from '../../../../src/engine/session.ts';
import { type BenchGpu, timed } from './device.ts';

const VOCAB = 152_064;
/** Ids of a long prompt, each once. */
const SEEN = 1500;
const FORBIDDEN = 26;
const PENALTY = 1.05;

export interface ChoiceTimes {
  rows: number;
  /** bytes that come back from the GPU at each pass */
  bytes: { processor: number; gpu: number };
  /** ms of each run, from logits in the GPU's memory to ids that are known */
  processor: number[];
  gpu: number[];
  /** ms of each run of the same graph of which four bytes a row come back: what waiting for the GPU takes by itself */
  waiting: number[];
  /** ms of penalty, mask and arg-max alone, in JavaScript */
  choosing: number[];
  sameIds: boolean;
}

/**
 * Choosing `rows` tokens from Fara-7B's vocabulary with repetition penalty and mask: on the processor, to which the
 * logits cross, and on the GPU, as nodes of the graph behind them.
 */
export async function compareChoosing(
  { runtime, device }: BenchGpu,
  rows: number,
  runs: number,
): Promise<ChoiceTimes> {
  const { Tensor } = runtime;
  const resident = (values: Float32Array<ArrayBuffer>) => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.gpu.createBuffer({ size: values.byteLength, usage });
    device.gpu.queue.writeBuffer(buffer, 0, values);
    return Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [rows, VOCAB] });
  };
  const feeds = { x: resident(Float32Array.from({ length: rows * VOCAB }, (_, i) => Math.sin(i * 1.7))) };
  const seen = new Set(Array.from({ length: SEEN }, (_, i) => (i * 101) % VOCAB));
  const forbidden = Array.from({ length: FORBIDDEN }, (_, i) => VOCAB - 1 - i);

  const onProcessor = await createSession(
    runtime,
    device,
    head((graph, logits) => {
      graph.output(logits, 'float', ['R', VOCAB]);
    }),
  );
  const choosing: number[] = [];
  let expected: number[] = [];
  const processor = await timed(runs, async () => {
    const logits = floats((await onProcessor.run(feeds)).logits).slice();
    const started = performance.now();
    expected = Array.from({ length: rows }, (_, row) => {
      const own = logits.subarray(row * VOCAB, (row + 1) * VOCAB);
      penaliseRepetition(own, seen, PENALTY);
      for (const id of forbidden) own[id] = Number.NEGATIVE_INFINITY;
      return argmax(own);
    });
    choosing.push(performance.now() - started);
  });
  await onProcessor.release();

  const waits = await createSession(runtime, device, head(firstOfEachRow));
  const waiting = await timed(runs, async () => floats((await waits.run(feeds)).y));
  await waits.release();

  const onGpu = await createSession(runtime, device, head(chooseInGraph));
  // What every row of a draft would need anew: which ids were seen and which are forbidden before it.
  const [penalty, mask] = [new Float32Array(rows * VOCAB).fill(1), new Float32Array(rows * VOCAB)];
  for (let row = 0; row < rows; row++) {
    for (const id of seen) penalty[row * VOCAB + id] = PENALTY;
    for (const id of forbidden) mask[row * VOCAB + id] = -1e30;
  }
  const kept = { penalty: resident(penalty), mask: resident(mask) };
  let ids: number[] = [];
  const gpu = await timed(runs, async () => {
    const { id } = await onGpu.run({ ...feeds, ...kept });
    ids = Array.from((id?.data ?? []) as ArrayLike<number | bigint>, Number);
  });
  await onGpu.release();
  return {
    rows,
    bytes: { processor: rows * VOCAB * 4, gpu: rows * 4 },
    processor,
    gpu,
    waiting,
    choosing: choosing.slice(1),
    sameIds: ids.join() === expected.join(),
  };
}

function firstOfEachRow(graph: GraphBuilder, logits: string): void {
  graph.op('Slice', 'y', [logits, graph.int64([0]), graph.int64([1]), graph.int64([1])]);
  graph.output('y', 'float', ['R', 1]);
}

/** Where a logit is positive it is divided by its penalty, else multiplied; then masked, and the largest's id is told. */
function chooseInGraph(graph: GraphBuilder, logits: string): void {
  const penalty = graph.input('penalty', 'float', ['R', VOCAB]);
  const mask = graph.input('mask', 'float', ['R', VOCAB]);
  const zero = graph.float('zero', [], Float32Array.of(0));
  const isPositive = graph.op('Greater', 'positive', [logits, zero]);
  const divided = graph.op('Div', 'divided', [logits, penalty]);
  const multiplied = graph.op('Mul', 'multiplied', [logits, penalty]);
  const penalised = graph.op('Where', 'penalised', [isPositive, divided, multiplied]);
  const masked = graph.op('Add', 'masked', [penalised, mask]);
  const id = graph.op('ArgMax', 'id64', [masked], { axis: 1, keepdims: 0 });
  graph.cast(id, 'int32', 'id');
  graph.output('id', 'int32', ['R']);
}

/** The last node of a decoder, whose logits `rest` takes. */
function head(rest: (graph: GraphBuilder, logits: string) => void) {
  const graph = new GraphBuilder('head');
  const x = graph.input('x', 'float', ['R', VOCAB]);
  rest(graph, graph.op('Neg', 'logits', [x]));
  return graph.build();
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('no float32 logits came back');
  return tensor.data;
}
