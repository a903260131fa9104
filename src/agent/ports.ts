import type { ChatMessage, GenerationTimings, TokenCounts } from '../protocol/chat.ts';
import type { PageState } from '../protocol/content.ts';
import type { Effect, Hit } from '../protocol/effect.ts';
import type { ElementFacts } from '../protocol/facts.ts';
import type { Point } from '../protocol/geometry.ts';
import type { Mark, Observation, TaskRecord } from '../protocol/task.ts';
import type { Deed } from './deed.ts';

/** What thinks: this machine's engine, or an endpoint the person has set. */
export interface Policy {
  /**
   * One completion. `onText` receives the whole text so far as it grows. Rejects with the signal's reason when
   * aborted, within one token.
   */
  think(
    request: { taskId: string; profileId: string; messages: ChatMessage[] },
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<Thought>;
}

export interface Thought {
  text: string;
  timings: GenerationTimings;
  tokens: TokenCounts;
}

/** The tab as the loop needs it. Every method rejects where the tab is gone; messages are for a person. */
export interface Browser {
  /** Take a screenshot without the drawn cursor and store it. `image` is the profile's resize of the viewport. */
  observe(task: TaskRecord, signal: AbortSignal): Promise<Observation>;
  /** `observe` will be called in a moment, or not at all: what it would have to wait for may begin. */
  getReady(tabId: number): void;
  /** Facts about the element at `point` (CSS px), or about the focused one. */
  facts(tabId: number, point: Point | null, signal: AbortSignal): Promise<ElementFacts | null>;
  /**
   * Carry out a deed in the page or in the tab. Called once per mark, and once more with the same one, `again`, by
   * each runner that takes up the record of one that died: a page that has carried it out only repeats its report. `expect`: refuse when the element under
   * the point no longer looks like this, or, null, when there is one to be used. Resolves with the report; a deed that could not be carried out is a
   * `refused` effect and not an error.
   */
  act(
    tabId: number,
    order: { mark: Mark; deed: Exclude<Deed, { kind: 'wait' | 'none' }>; expect: Hit | null },
    signal: AbortSignal,
  ): Promise<Effect>;
  /**
   * Where the page stands; null while no script can answer (between two pages, browser pages). `readyState` is
   * `loading` whenever the tab itself says that it loads.
   */
  state(tabId: number, signal: AbortSignal): Promise<PageState | null>;
}

export interface Store {
  /** Resolves when the record is on disk. Nothing the record allows is done before. */
  save(record: TaskRecord): Promise<void>;
}

export interface Listener {
  /** After every stored transition. */
  changed(record: TaskRecord): void;
  /** The model's words so far, while it decodes. */
  thought(taskId: string, text: string): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Ports {
  policy: Policy;
  browser: Browser;
  store: Store;
  listener: Listener;
  clock: Clock;
  /** A fresh unique id. */
  id(): string;
}
