import type { GraphBuilder } from '../../graph/builder.ts';
import type { InferenceSession, OrtRuntime, Tensor } from '../../ort/runtime.ts';
import { createSession } from '../../session.ts';
import type { EngineDevice } from '../device.ts';

/** Values a kernel computed beside the values it should have computed. */
export interface Answer {
  actual: Float32Array;
  expected: Float32Array;
}

export interface CheckContext {
  runtime: OrtRuntime;
  device: EngineDevice;
}

/** A known-answer test of one kernel family, on shapes that reach the code paths the model's shapes reach. */
export interface KernelFamily {
  name: string;
  /** Largest relative L2 error accepted. */
  tolerance: number;
  run(context: CheckContext): Promise<Answer[]>;
}

/** Runs `use` with a session for the graph, and releases it. */
export async function withSession<T>(
  { runtime, device }: CheckContext,
  graph: GraphBuilder,
  use: (session: InferenceSession) => Promise<T>,
): Promise<T> {
  const session = await createSession(runtime, device, graph.build());
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}

/** The graph's output `y` for each of the feeds. */
export async function runEach(
  context: CheckContext,
  graph: GraphBuilder,
  feeds: readonly Record<string, Tensor>[],
): Promise<Float32Array[]> {
  return withSession(context, graph, async (session) => {
    const outputs: Float32Array[] = [];
    for (const one of feeds) outputs.push(floatsOf((await session.run(one)).y).slice());
    return outputs;
  });
}

/** Pairs outputs with what they should be. */
export function answersOf(actual: readonly Float32Array[], expected: readonly Float32Array[]): Answer[] {
  return expected.map((values, i) => ({ actual: actual[i] ?? new Float32Array(), expected: values }));
}

export function floatsOf(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('the kernel returned no float32 tensor');
  return tensor.data;
}

/** The same numbers everywhere, roughly uniform in [-1, 1): a linear congruential generator. */
export function testValues(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** ‖actual − expected‖ / ‖expected‖; NaN when a value is. */
export function relativeError({ actual, expected }: Answer): number {
  if (actual.length !== expected.length) return Number.NaN;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] as number;
    difference += ((actual[i] as number) - wanted) ** 2;
    norm += wanted ** 2;
  }
  return Math.sqrt(difference / norm);
}
