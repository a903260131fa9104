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

/** A graph's only output. */
export async function runOnce(
  context: CheckContext,
  graph: GraphBuilder,
  feeds: Record<string, Tensor>,
  output: string,
): Promise<Float32Array> {
  return withSession(context, graph, async (session) => floatsOf((await session.run(feeds))[output]));
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
