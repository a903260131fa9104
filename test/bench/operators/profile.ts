import fs from 'node:fs';
import { z } from 'zod';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import type { InferenceSession, OrtRuntime } from '../../../src/engine/ort/runtime.ts';

/** One run of a session. */
export interface ProfiledRun {
  /** Of its first product: a row for each patch or token. */
  rows: number;
  /** In the order in which they ran. */
  kernels: { operator: string; ms: number }[];
}

const Shape = z.record(z.string(), z.array(z.number()));
const Kernel = z.object({
  name: z.string().endsWith('_kernel_time'),
  dur: z.number(),
  args: z.object({ op_name: z.string(), input_type_shape: z.array(Shape) }),
});
const Run = z.object({ name: z.literal('model_run') });

const MULTIPLIES = new Set(['Gemm', 'MatMulNBits']);

/** ONNX Runtime in Node whose sessions profile themselves. */
export class ProfilingRuntime {
  readonly runtime: OrtRuntime;
  readonly #sessions: InferenceSession[] = [];

  constructor() {
    const plain = nodeRuntime();
    const create = async (model: Uint8Array, options: InferenceSession.SessionOptions) => {
      const session = await plain.InferenceSession.create(model, { ...options, enableProfiling: true });
      this.#sessions.push(session);
      return session;
    };
    this.runtime = { ...plain, InferenceSession: { create } as OrtRuntime['InferenceSession'] };
  }

  /** All runs of each session made since the last call, in the order in which they were made; ends their profiles. */
  endRuns(): ProfiledRun[][] {
    return this.#sessions.splice(0).map((session) => readRuns(printedBy(() => session.endProfiling())));
  }
}

/** What is written to standard output meanwhile: there the wasm build prints a profile instead of making a file. */
function printedBy(work: () => void): string {
  const write = fs.writeSync;
  let printed = '';
  fs.writeSync = ((_: number, text: string) => {
    printed += text;
    return text.length;
  }) as typeof fs.writeSync;
  try {
    work();
  } finally {
    fs.writeSync = write;
  }
  return printed;
}

function readRuns(text: string): ProfiledRun[] {
  const runs: ProfiledRun[] = [];
  let current: ProfiledRun = { rows: 0, kernels: [] };
  for (const line of text.split('\n')) {
    if (!line.startsWith('{')) continue;
    const event: unknown = JSON.parse(line.replace(/,$/, ''));
    if (Run.safeParse(event).success) {
      runs.push(current);
      current = { rows: 0, kernels: [] };
    }
    const kernel = Kernel.safeParse(event).data;
    if (!kernel) continue;
    const { op_name, input_type_shape } = kernel.args;
    current.kernels.push({ operator: op_name, ms: kernel.dur / 1000 });
    const [first] = Object.values(input_type_shape[0] ?? {});
    if (MULTIPLIES.has(op_name) && current.rows === 0) current.rows = first?.[0] ?? 0;
  }
  return runs;
}

/** The same runs in several rounds as one, each kernel as fast as it ever was: what else the machine does counts least. */
export function fastestOf(rounds: readonly (readonly ProfiledRun[])[]): ProfiledRun[] {
  const [first = [], ...others] = rounds;
  return first.map(({ rows, kernels }, run) => ({
    rows,
    kernels: kernels.map(({ operator, ms }, kernel) => {
      const times = others.map((round) => round[run]?.kernels[kernel]);
      if (times.some((one) => one?.operator !== operator)) {
        throw new Error(`run ${run} was another one in another round: the rounds cannot be compared`);
      }
      return { operator, ms: Math.min(ms, ...times.map((one) => one?.ms ?? ms)) };
    }),
  }));
}
