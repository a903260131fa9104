import { z } from 'zod';
import { CheckState } from './check.ts';
import { ModelState } from './model.ts';
import { StoreState } from './model_store.ts';
import { TaskRecord } from './task.ts';

/** The BroadcastChannel on which all extension contexts hear what happens. */
export const EVENT_CHANNEL = 'sidefara-events';

export const AppEvent = z.discriminatedUnion('type', [
  /** After every transition: the whole record, screenshots as ids. */
  z.object({ type: z.literal('task'), record: TaskRecord }),
  /** The model's words so far for the step being decoded; always the whole text, so a late listener catches up. */
  z.object({ type: z.literal('thought'), taskId: z.string(), text: z.string() }),
  z.object({ type: z.literal('model'), model: ModelState }),
  z.object({ type: z.literal('store'), store: StoreState }),
  z.object({ type: z.literal('check'), check: CheckState }),
]);
export type AppEvent = z.infer<typeof AppEvent>;
