import { z } from 'zod';

/**
 * The turns of a conversation as they happened, before a profile turns them into messages: nothing is trimmed
 * here and no boilerplate is written here. Screenshots are ids of stored images.
 */
export const UserTurn = z.object({
  role: z.literal('user'),
  /** `task`: a task was given. `reply`: the person answered. `screenshot`: the loop went on by itself. */
  kind: z.enum(['task', 'reply', 'screenshot']),
  /** The person's own words; '' for `screenshot`. */
  text: z.string(),
  screenshotId: z.string(),
  url: z.string(),
});
export type UserTurn = z.infer<typeof UserTurn>;

export const AssistantTurn = z.object({
  role: z.literal('assistant'),
  /** The completion as it was generated, unmodified: thoughts and tool call. */
  text: z.string(),
});
export type AssistantTurn = z.infer<typeof AssistantTurn>;

/** Alternates user, assistant; ends with an assistant turn, since the current observation is not yet part of it. */
export const Conversation = z.array(z.discriminatedUnion('role', [UserTurn, AssistantTurn]));
export type Conversation = z.infer<typeof Conversation>;
