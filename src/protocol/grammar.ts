import { z } from 'zod';

/** What an argument of an action may be. */
export const ArgumentKind = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('string'), minLength: z.union([z.literal(0), z.literal(1)]) }),
  /** At least one string, none of them empty. */
  z.object({ kind: z.literal('strings') }),
  /** With up to 6 digits before the point and 3 after it. */
  z.object({ kind: z.literal('number'), negative: z.boolean() }),
  z.object({ kind: z.literal('boolean') }),
  z.object({ kind: z.literal('word'), words: z.array(z.string()).min(1) }),
  /** `[x, y]`, whole numbers inside the coordinate space. */
  z.object({ kind: z.literal('coordinate') }),
]);
export type ArgumentKind = z.infer<typeof ArgumentKind>;

export const ArgumentGrammar = z.object({ name: z.string(), required: z.boolean(), value: ArgumentKind });
export type ArgumentGrammar = z.infer<typeof ArgumentGrammar>;

/**
 * What a profile's answer looks like: free thoughts, then `open`, one call of `tool` as JSON with the action first
 * and its arguments in any order, `close`, and the end of the turn. Spacing is that of Python's `json.dumps`, which
 * the models were trained on.
 */
export const OutputGrammar = z.object({
  open: z.string().min(1),
  close: z.string().min(1),
  tool: z.string(),
  actions: z.array(z.object({ name: z.string(), arguments: z.array(ArgumentGrammar) })).min(1),
  /** What limits a coordinate: the newest image as it was sent, px, or a fixed grid. */
  coordinates: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('image') }),
    z.object({
      kind: z.literal('normalized'),
      width: z.number().int().positive(),
      height: z.number().int().positive(),
    }),
  ]),
});
export type OutputGrammar = z.infer<typeof OutputGrammar>;
