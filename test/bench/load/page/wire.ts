import { z } from 'zod';

/** The channel on which the engine's worker is asked what its GPU buffers hold. */
export const GPU_BYTES = 'gpu-bytes';

/** bytes of the GPU buffers that the engine has made and not destroyed: now, and at most since the last question. */
export const GpuBytes = z.object({ bytes: z.number(), peak: z.number() });
export type GpuBytes = z.infer<typeof GpuBytes>;
