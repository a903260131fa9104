import type { Endpoint } from '../../protocol/endpoint.ts';
import type { AppEvent } from '../../protocol/events.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { isFinished, type TaskRecord, type TaskStatus } from '../../protocol/task.ts';
import { follow } from '../start/follow.ts';
import { callsFrom } from '../start/panel.ts';
import type { Session } from '../start/session.ts';
import { type Ending, type Reaction, reactTo } from './ending.ts';
import type { AgentOptions } from './options.ts';
import { ENDPOINT_KEY } from './prepare.ts';

/** What a task can ask a person about. */
export type Asking = NonNullable<TaskRecord['askingAbout']>;

export interface AgentRun {
  /** As it ended, or as it waited for somebody who is not there. */
  record: TaskRecord;
  ending: Ending;
  /** The engine's model; null where it was never ready, as when a server thinks. */
  model: ModelInfo | null;
  /** The server that thought; null: this computer did. */
  endpoint: Endpoint | null;
  /** How often it stopped at a critical point. */
  criticalStops: number;
  /** Where it asked for a person and was told to go on: after so many steps, about what. */
  wentOn: readonly { steps: number; about: Asking }[];
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  /** When each step was finished, ms since the epoch, by its index. */
  stepTimes: ReadonlyMap<number, number>;
}

/** What is said in the person's place. */
type Answer = Exclude<Reaction, { do: 'wait' | 'end' }>;

/** Gives the task to the extension by the panel's messages, answers for the person as told, and waits for its end. */
export async function runTask(
  { panel }: Session,
  options: Omit<AgentOptions, 'url' | 'out'>,
  onEvent: (event: AppEvent) => void,
): Promise<AgentRun> {
  const calls = callsFrom(panel);
  const { task, maxSteps, onCritical, onStuck, headless, timeoutMs, policy } = options;
  const endpoint = policy.kind === 'endpoint' ? policy.endpoint : null;
  await calls.setSettings({ device: options.device });
  if (endpoint) {
    await calls.setEndpoint({ ...endpoint, key: process.env[ENDPOINT_KEY] ?? '' });
    await calls.setSettings({ runsOn: 'server' });
  }
  const startedAt = Date.now();
  const stepTimes = new Map<number, number>();
  const answered = new Set<string>();
  const critical = new Set<string>();
  const wentOn: AgentRun['wentOn'][number][] = [];
  let before: TaskStatus | null = null;
  let last: TaskRecord | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let broken: (error: unknown) => void = () => {};

  const endOf = (record: TaskRecord): Ending | null => {
    last = record;
    if (record.critical) critical.add(record.critical.id);
    for (const { index } of record.steps) if (!stepTimes.has(index)) stepTimes.set(index, Date.now());
    const reaction = reactTo(record, { onCritical, onStuck, attended: !headless, before });
    before = record.status;
    if (reaction.do === 'end') return reaction.ending;
    // The same state may be told of twice.
    const question = 'criticalId' in reaction ? reaction.criticalId : `revision ${record.revision}`;
    if (reaction.do !== 'wait' && !answered.has(question)) {
      answered.add(question);
      if (record.askingAbout) wentOn.push({ steps: record.steps.length, about: record.askingAbout });
      answer(reaction).catch((error: unknown) => broken(error));
    }
    return null;
  };
  const answer = (reaction: Answer) => {
    switch (reaction.do) {
      case 'approve':
        return calls.approve({ criticalId: reaction.criticalId });
      case 'deny':
        return calls.deny({ criticalId: reaction.criticalId, reason: '' });
      case 'go_on':
        return calls.resume({});
    }
  };

  const elsewhere = new Promise<Ending>((resolve, reject) => {
    broken = reject;
    if (timeoutMs !== null) timer = setTimeout(() => resolve('timeout'), timeoutMs);
  });
  const start = () => calls.startTask({ task, stepBudget: maxSteps });
  try {
    const ending = await Promise.race([elsewhere, follow(panel, { start, onEvent, endOf })]);
    const endedAt = Date.now();
    const state = await calls.getState({});
    const record = last ?? state.task;
    if (!record) throw new Error(`The time was up after ${timeoutMs} ms, before the task had started.`);
    if (!isFinished(record.status)) await calls.stop({});
    const model = state.model.status === 'ready' ? state.model.info : null;
    return {
      record,
      ending,
      model,
      endpoint,
      criticalStops: critical.size,
      wentOn,
      startedAt,
      endedAt,
      stepTimes,
    };
  } finally {
    clearTimeout(timer);
  }
}
