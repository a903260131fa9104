import { z } from 'zod';

/** What the person chose of the history that a model with several screenshots is shown. */
export const HistoryChoice = z.object({
  /**
   * How screenshots leave. `exact`: one at each step, as the model was trained. `grouped`: several at once, so that
   * most steps only append to what was read before.
   */
  leave: z.enum(['exact', 'grouped']),
  /** How many of the newest screenshots are always shown. */
  screenshots: z.union([z.literal(1), z.literal(2), z.literal(3)]),
});
export type HistoryChoice = z.infer<typeof HistoryChoice>;

export const DEFAULT_HISTORY: HistoryChoice = { leave: 'exact', screenshots: 3 };
