import { z } from 'zod';

/**
 * The 11 actions of Fara-7B's single tool `computer_use`, as the model writes them: coordinates are
 * `[x, y]` in image px of the screenshot that was sent (or in the profile's own space).
 * Source: microsoft/fara `src/fara/_prompts.py::FaraComputerUse`.
 */
export const Coordinate = z.tuple([z.number(), z.number()]);
export type Coordinate = z.infer<typeof Coordinate>;

export const KeyAction = z.object({ action: z.literal('key'), keys: z.array(z.string().min(1)).min(1) });
export const TypeAction = z.object({
  action: z.literal('type'),
  text: z.string(),
  /** Absent: type into what has the focus (the reference executor does nothing at all then). */
  coordinate: Coordinate.optional(),
  press_enter: z.boolean().default(true),
  delete_existing_text: z.boolean().default(false),
});
export const MouseMoveAction = z.object({ action: z.literal('mouse_move'), coordinate: Coordinate });
export const LeftClickAction = z.object({ action: z.literal('left_click'), coordinate: Coordinate });
export const ScrollAction = z.object({
  action: z.literal('scroll'),
  /** Positive scrolls up, negative down; the reference uses only the sign. */
  pixels: z.number(),
  coordinate: Coordinate.optional(),
});
export const VisitUrlAction = z.object({ action: z.literal('visit_url'), url: z.string().min(1) });
export const WebSearchAction = z.object({ action: z.literal('web_search'), query: z.string().min(1) });
export const HistoryBackAction = z.object({ action: z.literal('history_back') });
export const MemorizeAction = z.object({
  action: z.literal('pause_and_memorize_fact'),
  fact: z.string().min(1),
});
export const WaitAction = z.object({ action: z.literal('wait'), time: z.number().min(0).default(3) });
export const TerminateAction = z.object({
  action: z.literal('terminate'),
  status: z.enum(['success', 'failure']),
});

export const Action = z.discriminatedUnion('action', [
  KeyAction,
  TypeAction,
  MouseMoveAction,
  LeftClickAction,
  ScrollAction,
  VisitUrlAction,
  WebSearchAction,
  HistoryBackAction,
  MemorizeAction,
  WaitAction,
  TerminateAction,
]);
export type Action = z.infer<typeof Action>;
export type ActionName = Action['action'];
