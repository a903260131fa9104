import type { Deed } from '../../src/agent/deed.ts';
import type { Command } from '../../src/agent/events.ts';
import type { Ports, Thought } from '../../src/agent/ports.ts';
import { createTask } from '../../src/agent/record.ts';
import { TaskRunner } from '../../src/agent/runner.ts';
import { fara7b } from '../../src/fara/profiles/fara-7b.ts';
import type { ChatMessage } from '../../src/protocol/chat.ts';
import type { PageState } from '../../src/protocol/content.ts';
import type { Effect, Hit } from '../../src/protocol/effect.ts';
import type { ElementFacts } from '../../src/protocol/facts.ts';
import type { Point } from '../../src/protocol/geometry.ts';
import type { News } from '../../src/protocol/news.ts';
import { type Mark, TaskRecord } from '../../src/protocol/task.ts';

export const VIEWPORT = { width: 1440, height: 900 };
export const IMAGE = { width: 1428, height: 896 };

/** Output as the model writes it. */
export function says(thoughts: string, args: Record<string, unknown>): string {
  const call = JSON.stringify({ name: 'computer_use', arguments: args });
  return `${thoughts}\n<tool_call>\n${call}\n</tool_call>`;
}

export const click = (thoughts = 'I click.', coordinate = [714, 448]) =>
  says(thoughts, { action: 'left_click', coordinate });
export const finish = (thoughts = 'All done.') => says(thoughts, { action: 'terminate', status: 'success' });

export const BUTTON: ElementFacts = {
  tag: 'button',
  role: 'button',
  name: 'Add to cart',
  input: null,
  editable: false,
  disabled: false,
  isSubmit: false,
  href: null,
  form: null,
  language: 'en',
  url: 'http://shop.test/',
};
export const PLACE_ORDER: ElementFacts = { ...BUTTON, name: 'Place order' };

export type Port = 'observe' | 'think' | 'facts' | 'act' | 'state' | 'save' | 'saved';

export interface Order {
  mark: Mark;
  deed: Deed;
  expect: Hit | null;
}

/**
 * A world in memory for the pure machine: a script of outputs instead of a model, a record of what was done
 * instead of a tab. Time passes only by sleeping.
 */
export class World implements Ports {
  outputs: string[];
  facts: ElementFacts | null = BUTTON;
  /** What the tab shows. */
  url = 'http://shop.test/';
  effect: Effect = { kind: 'page', hit: null, changes: [{ what: 'dom', mutations: 1 }], note: '' };
  /** What every screenshot shows; null: each something else. */
  pixels: string | null = null;
  /** What each look in turn finds besides the picture. */
  news: (News[] | undefined)[] = [];
  /** Orders that reached the page. */
  orders: Order[] = [];
  factsAt: (Point | null)[] = [];
  requests: ChatMessage[][] = [];
  statuses: string[] = [];
  thoughts: string[] = [];
  /** What the store holds: text, as on disk. */
  disk = '';
  /** Runs before a port answers; a test stops, kills or breaks things here. */
  before: (port: Port) => void | Promise<void> = () => {};
  #time = 0;
  #ids = 0;

  constructor(...outputs: string[]) {
    this.outputs = outputs;
  }

  readonly policy = {
    think: async (
      request: { messages: ChatMessage[] },
      onText: (text: string) => void,
      signal: AbortSignal,
    ): Promise<Thought> => {
      this.requests.push(request.messages);
      await this.#pass('think', signal);
      // One output per call, chosen by how much was said: a model gives the same answer to the same question.
      const asked = request.messages.filter((message) => message.role === 'assistant').length;
      const text = this.outputs[asked];
      if (text === undefined) throw new Error(`the script has no output number ${asked}`);
      onText(text);
      return {
        text,
        timings: { preprocessMs: 1, visionMs: 20, prefillMs: 300, decodeMs: 4000 },
        tokens: { prompt: 10, reused: 0, prefilled: 10, generated: 5 },
      };
    },
  };

  readonly browser = {
    observe: async (_task: TaskRecord, signal: AbortSignal) => {
      await this.#pass('observe', signal);
      const screenshotId = `shot-${this.#ids++}`;
      const page = { url: this.url, title: 'Shop' };
      const pixels = this.pixels ?? screenshotId;
      return {
        screenshotId,
        pixels,
        ...page,
        viewport: VIEWPORT,
        image: IMAGE,
        devicePixelRatio: 1,
        captureMs: 7,
        ...withNews(this.news.shift()),
      };
    },
    getReady: () => {},
    facts: async (_tab: number, point: Point | null, signal: AbortSignal) => {
      this.factsAt.push(point);
      await this.#pass('facts', signal);
      return this.facts;
    },
    act: async (_tab: number, order: Order, signal: AbortSignal): Promise<Effect> => {
      // A page that has carried out a mark only repeats its report.
      if (!this.orders.some(({ mark }) => mark.id === order.mark.id)) this.orders.push(order);
      await this.#pass('act', signal);
      return this.effect;
    },
    state: async (_tab: number, signal: AbortSignal): Promise<PageState> => {
      await this.#pass('state', signal);
      return {
        url: this.url,
        title: 'Shop',
        visible: true,
        readyState: 'complete',
        quietMs: 1e6,
        pendingRequests: 0,
        pendingImages: 0,
        runningAnimations: 0,
        viewport: VIEWPORT,
        devicePixelRatio: 1,
        scroll: { x: 0, y: 0 },
      };
    },
  };

  readonly store = {
    save: async (record: TaskRecord) => {
      await this.before('save');
      this.disk = JSON.stringify(record);
      await this.before('saved');
    },
  };

  readonly listener = {
    changed: (record: TaskRecord) => void this.statuses.push(record.status),
    thought: (_id: string, text: string) => void this.thoughts.push(text),
  };

  readonly clock = {
    now: () => this.#time,
    sleep: async (ms: number, signal: AbortSignal) => {
      this.#time += ms;
      await Promise.resolve();
      signal.throwIfAborted();
    },
  };

  id = () => `id-${this.#ids++}`;

  /** A runner on a new task, started. */
  async start(options: { stepBudget?: number } = {}): Promise<TaskRunner> {
    const task = createTask({
      id: 't',
      task: 'Buy a mug',
      tabId: 1,
      profileId: fara7b.id,
      now: 0,
      ...options,
    });
    const runner = new TaskRunner(task, fara7b, this);
    await runner.send({ type: 'start' });
    return runner;
  }

  /** A runner as a new service worker makes it: from what is on disk, checked by the schema. */
  async revive(): Promise<TaskRunner> {
    const runner = new TaskRunner(TaskRecord.parse(JSON.parse(this.disk)), fara7b, this);
    await runner.wake();
    return runner;
  }

  /** Starts a task and runs it until it waits for the person or ends. */
  async run(): Promise<TaskRunner> {
    const runner = await this.start();
    await runner.untilIdle();
    return runner;
  }

  async #pass(port: Port, signal: AbortSignal): Promise<void> {
    await this.before(port);
    signal.throwIfAborted();
  }
}

const withNews = (news: News[] | undefined) => (news ? { news } : {});

/** Sends a command and lets the task go on until it waits or ends. */
export async function tell(runner: TaskRunner, command: Command): Promise<TaskRecord> {
  await runner.send(command);
  await runner.untilIdle();
  return runner.record;
}
