import type { GenerationTimings } from '../../protocol/chat.ts';

/** Adds up milliseconds by phase. */
export class Stopwatch {
  readonly timings: GenerationTimings = { preprocessMs: 0, visionMs: 0, prefillMs: 0, decodeMs: 0 };

  async time<T>(phase: keyof GenerationTimings, work: () => Promise<T> | T): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.timings[phase] += performance.now() - start;
    }
  }
}
