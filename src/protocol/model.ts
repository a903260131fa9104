import { z } from 'zod';

/**
 * How far a load has come: `bytes` is the share of the whole load that is done, in bytes of the pack;
 * `bytesPerSecond` is the mean since the start.
 */
export const LoadProgress = z.object({
  phase: z.enum(['opening', 'checking-gpu', 'reading', 'compiling']),
  bytes: z.number().min(0),
  totalBytes: z.number().min(0),
  bytesPerSecond: z.number().min(0),
});
export type LoadProgress = z.infer<typeof LoadProgress>;

/** Which model answers, and on what. */
export const ModelInfo = z.object({
  name: z.string(),
  packHash: z.string(),
  quant: z.enum(['f32', 'q8', 'q4-head8', 'q4']),
  device: z.object({
    backend: z.enum(['webgpu', 'cpu']),
    /** What the browser calls the GPU; null on the CPU. */
    adapter: z.string().nullable(),
  }),
});
export type ModelInfo = z.infer<typeof ModelInfo>;

/** The model as the panel shows it. */
export const ModelState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('idle') }),
  z.object({ status: z.literal('loading'), progress: LoadProgress }),
  z.object({ status: z.literal('ready'), info: ModelInfo }),
  z.object({ status: z.literal('failed'), message: z.string() }),
]);
export type ModelState = z.infer<typeof ModelState>;
