import { nothingChanged } from '../../protocol/effect.ts';
import type { AppEvent } from '../../protocol/events.ts';
import type { ModelState } from '../../protocol/model.ts';
import type { Step, TaskRecord } from '../../protocol/task.ts';

/**
 * Turns events into lines for a terminal, each step once. `write` gets whole lines; on a terminal the model's
 * words also appear while it decodes, through `overwrite`, which replaces the last unfinished line.
 */
export function makePrinter(write: (line: string) => void, overwrite: ((line: string) => void) | null) {
  let printedSteps = 0;
  let lastStatus = '';
  let lastModel = '';

  const onTask = (record: TaskRecord) => {
    for (const step of record.steps.slice(printedSteps)) write(stepLines(step));
    printedSteps = record.steps.length;
    const status = statusLine(record);
    if (status && status !== lastStatus) write(status);
    lastStatus = status ?? '';
  };

  const onModel = (model: ModelState) => {
    const line = modelLine(model);
    if (model.status === 'loading') overwrite?.(line);
    else if (line && line !== lastModel) write(line);
    lastModel = line;
  };

  return (event: AppEvent) => {
    switch (event.type) {
      case 'task':
        return onTask(event.record);
      case 'model':
        return onModel(event.model);
      case 'thought':
        return overwrite?.(`  … ${event.text.replaceAll(/\s+/g, ' ').slice(-100)}`);
    }
  };
}

/** One finished step: thought, action, where, what came of it, milliseconds by phase. */
export function stepLines(step: Step): string {
  const { point, timings, tokens } = step;
  const at = point
    ? ` at image (${round(point.imageX)}, ${round(point.imageY)}) = page (${round(point.cssX)}, ${round(point.cssY)}) px`
    : '';
  const ms = `capture ${round(timings.captureMs)}, vision ${round(timings.visionMs)}, prefill ${round(timings.prefillMs)}, decode ${round(timings.decodeMs)}, act ${round(timings.actMs)} ms`;
  const passes = tokens.passes === undefined ? '' : ` in ${tokens.passes} passes`;
  const counts = `${tokens.prompt} prompt tokens (${tokens.reused} reused, ${tokens.prefilled} read), ${tokens.generated} generated${passes}`;
  return [
    `Step ${step.index + 1}`,
    `  thought  ${step.thoughts.replaceAll(/\s+/g, ' ')}`,
    `  action   ${actionText(step)}${at}`,
    `  effect   ${effectText(step)}`,
    `  took     ${ms}; ${counts}`,
  ].join('\n');
}

/** The action and its arguments but for the coordinate. */
export function actionText({ action }: Step): string {
  const { action: name, ...rest } = action;
  const details = Object.entries(rest).filter(([key]) => key !== 'coordinate');
  return [name, ...details.map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(' ');
}

/** What came of a step, in one line. */
export function effectText({ effect }: Pick<Step, 'effect'>): string {
  switch (effect.kind) {
    case 'page': {
      const target = effect.hit ? `${effect.hit.role} "${effect.hit.name}"` : 'the page';
      const changes = nothingChanged(effect)
        ? 'nothing changed'
        : effect.changes.map((change) => change.what).join(', ');
      return [`${target}: ${changes}`, effect.leftOut].filter(Boolean).join('. ');
    }
    case 'navigated':
      return `went to ${effect.url}`;
    case 'none':
      return effect.note;
    case 'refused':
      return `not done (${effect.reason}): ${effect.detail}`;
    case 'unknown':
      return effect.detail;
  }
}

const ASKING: Record<NonNullable<TaskRecord['askingAbout']>, (record: TaskRecord) => string> = {
  unreadable: ({ unreadable }) => `The model's output could not be read: ${unreadable.at(-1)?.problem}`,
  no_progress: () => 'It did the same again and again, and the page looks as before.',
  no_effect: () => 'Nothing came of its actions: the page did not react.',
  ignores_input: () => 'The page did not react; such areas often heed only real input.',
  needs_person: () => 'The page asks for something that only a person can answer: a file or a permission.',
};

function statusLine(record: TaskRecord): string | null {
  switch (record.status) {
    case 'awaiting_approval':
      return `Critical point: ${record.critical?.title}. ${record.critical?.reason} It waits for an answer in the panel.`;
    case 'asking':
      return record.askingAbout && ASKING[record.askingAbout](record);
    case 'paused':
      return `Paused (${record.pausedBy === 'step_limit' ? 'step limit reached' : 'by you'}).`;
    case 'failed':
      return `Failed while ${record.error?.during}: ${record.error?.message}`;
    case 'stopped':
      return 'Stopped.';
    case 'done':
      return `The model says: ${record.outcome?.status}. ${record.outcome?.answer}`;
    default:
      return null;
  }
}

function modelLine(model: ModelState): string {
  switch (model.status) {
    case 'idle':
      return '';
    case 'loading': {
      const { phase, bytes, totalBytes } = model.progress;
      return `Model: ${phase} ${(bytes / 1e6).toFixed(1)} of ${(totalBytes / 1e6).toFixed(1)} MB`;
    }
    case 'ready': {
      const { name, quant, device } = model.info;
      return `Model: ${name} (${quant}) on ${device.backend}${device.adapter ? `, ${device.adapter}` : ''}`;
    }
    case 'failed':
      return `The model could not be loaded: ${model.message}`;
  }
}

const round = (value: number) => Math.round(value);
