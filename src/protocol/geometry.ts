import { z } from 'zod';

/** A size in whole pixels; which pixels (image, CSS, device) is said where it is used. */
export const Size = z.object({ width: z.number().int().positive(), height: z.number().int().positive() });
export type Size = z.infer<typeof Size>;

/** A point; x from the left edge, y from the top edge; which pixels is said where it is used. */
export const Point = z.object({ x: z.number(), y: z.number() });
export type Point = z.infer<typeof Point>;
