import { isFinished } from '../../protocol/task.ts';
import { effectText } from '../start/print.ts';
import type { AgentRun, Asking } from './run.ts';

/** What Fara's evaluation takes for an answer that was never given. */
const NO_ANSWER = '<no_answer>';

/**
 * `web_surfer.log`, one JSON object a line: for every step the event from which the evaluation reads thoughts and
 * action (coordinates in image px, as the model wrote them), then what came of it. Source: microsoft/fara
 * `webeval/trajectory.py`, `fara_agent.py::execute_action`.
 */
export function surferLog({ record, wentOn, stepTimes, endedAt }: AgentRun): string {
  const lines = record.steps.flatMap((step) => {
    const timestamp = new Date(stepTimes.get(step.index) ?? endedAt).toISOString();
    const args = { ...step.action, thoughts: step.thoughts };
    const stuck = wentOn.filter(({ steps }) => steps === step.index + 1);
    return [
      {
        timestamp,
        type: 'WebSurferEvent',
        source: 'Sidefara',
        message: `computer_use( ${JSON.stringify(args)} )`,
        url: step.url,
        action: 'computer_use',
        arguments: args,
      },
      { timestamp, type: 'OtherEvent', message: `Observation#${step.index + 1}: ${effectText(step)}` },
      ...stuck.map(({ about }) => ({ timestamp, type: 'OtherEvent', message: wentOnText(about) })),
    ];
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** What is kept where a run was told to go on although nothing came of what was done. */
export function wentOnText(about: Asking): string {
  return `It would have asked a person (${about}); it was told to go on.`;
}

/** `<id>_final_answer.json`. `screenshots`: file names beside it, in order. */
export function finalAnswer({ record, model, endpoint }: AgentRun, screenshots: readonly string[]) {
  const sum = (count: 'prompt' | 'generated') =>
    record.steps.reduce((total, { tokens }) => total + tokens[count], 0);
  return {
    final_answer: record.outcome?.answer ?? NO_ANSWER,
    env_state_json: NO_ANSWER,
    env_state_raw: NO_ANSWER,
    screenshots,
    is_aborted: record.outcome === null || !isFinished(record.status),
    is_rel_paths: true,
    token_usage: {
      [endpoint?.model ?? model?.name ?? record.profileId]: {
        prompt_tokens: sum('prompt'),
        completion_tokens: sum('generated'),
      },
    },
  };
}

/** `times.json`, in seconds, the first two since the epoch. */
export function times({ startedAt, endedAt }: AgentRun) {
  return {
    start_time: startedAt / 1000,
    end_time: endedAt / 1000,
    duration: (endedAt - startedAt) / 1000,
  };
}
