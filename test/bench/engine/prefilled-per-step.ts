import { KeptKeys } from '../../../src/engine/kv/kept-keys.ts';
import { ImageNumbers, promptKeys } from '../../../src/engine/kv/prefix.ts';
import { buildMessages } from '../../../src/fara/history.ts';
import { withHistory } from '../../../src/fara/history-choice.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import type { ChatMessage } from '../../../src/protocol/chat.ts';
import type { Conversation } from '../../../src/protocol/conversation.ts';
import type { HistoryChoice } from '../../../src/protocol/history.ts';

/** A task as its lengths in tokens. */
export interface TaskGeometry {
  steps: number;
  /** The system prompt's text. */
  system: number;
  /** The text of the turn that gives the task. */
  task: number;
  /** The text that goes with a screenshot: address and boilerplate. */
  turn: number;
  screenshot: number;
  /** An answer, the token that ends it included. */
  answer: number;
  /** Of an answer, the last ones that the grammar forces: they are never read into the cache. */
  unread: number;
}

/** Fara-7B's at 1440 × 900: counted with its tokenizer (test/fixtures/fara/golden-tokens.json) but for the answer. */
export const FARA_7B_TASK: TaskGeometry = {
  steps: 30,
  system: 1427,
  task: 20,
  turn: 23,
  screenshot: 1632,
  answer: 80,
  unread: 3,
};

/** What one way of keeping a conversation costs. */
export interface PrefillCost {
  /** Tokens that each step's prompt had to have computed. */
  steps: number[];
  /** Over all steps, the first one with the system prompt included. */
  mean: number;
  /** Over the last `SETTLED_STEPS`, whole rounds of gathering and leaving: what a long task comes to. */
  settled: number;
  /** The longest prompt. */
  longest: number;
}

const PAD = 0;
const MARKS = { start: 1, end: 2, newline: 3, imageStart: 4, imageEnd: 5, system: 6, user: 7, assistant: 8 };
const ROOM = 4096;
const SETTLED_STEPS = 24;

/** Stands where the tokenizer stands: a text is as many ids of its own as the geometry says, equal for equal texts. */
class CountedTokens {
  readonly #texts = new Map<string, number>();

  constructor(private readonly geometry: TaskGeometry) {}

  /** The prompt in the layout of Qwen's chat template, and its screenshots in order. */
  read(messages: readonly ChatMessage[]): { ids: number[]; images: string[] } {
    const images: string[] = [];
    const ids = messages.flatMap(({ role, content }) => [
      ...[MARKS.start, MARKS[role], MARKS.newline],
      ...content.flatMap((part) => {
        if (part.type === 'text') return this.text(part.text, this.#lengthOf(role, part.text));
        images.push(part.image);
        const pads = new Array<number>(this.geometry.screenshot).fill(PAD);
        return [MARKS.imageStart, ...pads, MARKS.imageEnd];
      }),
      ...(role === 'assistant' ? [MARKS.newline] : [MARKS.end, MARKS.newline]),
    ]);
    return { ids: [...ids, MARKS.start, MARKS.assistant, MARKS.newline], images };
  }

  text(text: string, length: number): number[] {
    const number = this.#texts.get(text) ?? this.#texts.size + 1;
    this.#texts.set(text, number);
    return Array.from({ length }, (_, i) => number * ROOM + i);
  }

  #lengthOf(role: ChatMessage['role'], text: string): number {
    const { system, answer, task, turn } = this.geometry;
    if (role === 'system') return system;
    if (role === 'assistant') return answer;
    return text.includes(fara7b.boilerplate) ? turn : task;
  }
}

/**
 * Plays a task through the history policy and the engine's own prefix cache, with token counts in place of a model.
 * @param cached false: every prompt is read from its start
 */
export function playTask(
  choice: HistoryChoice,
  cached = true,
  geometry: TaskGeometry = FARA_7B_TASK,
): PrefillCost {
  const profile = withHistory(fara7b, choice);
  const tokens = new CountedTokens(geometry);
  const numbers = new ImageNumbers();
  const kept = new KeptKeys();
  const turns: Conversation = [];
  const steps: number[] = [];
  let longest = 0;
  for (let step = 0; step < geometry.steps; step++) {
    turns.push({
      role: 'user',
      kind: step === 0 ? 'task' : 'screenshot',
      text: step === 0 ? 'the task' : '',
      screenshotId: `s${step}`,
      url: 'https://www.bing.com/',
    });
    const { ids, images } = tokens.read(buildMessages(profile, turns, { width: 1428, height: 896 }));
    const placed = images.map((image) => ({ number: numbers.of(image), tokens: geometry.screenshot }));
    const keys = promptKeys(ids, PAD, placed);
    if (!cached) kept.truncate(0);
    const reused = kept.rewind(keys);
    kept.push(keys.slice(reused));
    steps.push(keys.length - reused);
    longest = Math.max(longest, keys.length);
    const text = `answer ${step}`;
    kept.push(tokens.text(text, geometry.answer).slice(0, -geometry.unread));
    turns.push({ role: 'assistant', text });
  }
  return { steps, mean: meanOf(steps), settled: meanOf(steps.slice(-SETTLED_STEPS)), longest };
}

/**
 * Tokens to compute per step of a 30-step task of Fara-7B: `full`, when nothing is kept, the mean over all steps;
 * `exact` and `grouped`, with the prefix cache under the two history policies, the mean once screenshots leave (the
 * mean over all steps is lower: the first few only append).
 */
export function prefilledPerStep(): { full: number; exact: number; grouped: number } {
  return {
    full: playTask({ leave: 'exact', screenshots: 3 }, false).mean,
    exact: playTask({ leave: 'exact', screenshots: 3 }).settled,
    grouped: playTask({ leave: 'grouped', screenshots: 3 }).settled,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
