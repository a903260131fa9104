import { usePanel } from '../state/context.ts';
import { stepInWords } from '../words/action.ts';
import { effectInWords } from '../words/effect.ts';
import { statusInWords } from '../words/status.ts';

/** Tells screen readers what changed: each finished step politely, what waits for an answer at once. */
export function Announcer() {
  const { task, model } = usePanel().view;
  const step = task?.steps.at(-1);
  const done = step
    ? `Step ${step.index + 1}: ${stepInWords(step)}. ${effectInWords(step.effect, step.url)}.`
    : '';
  const waits =
    task?.status === 'awaiting_approval' || task?.status === 'asking' || task?.status === 'failed';
  const urgent =
    task && waits
      ? `${statusInWords(task, model)}. ${task.critical?.title ?? task.error?.message ?? ''}`
      : '';
  const ended = task?.status === 'done' ? `${statusInWords(task, model)}. ${task.outcome?.answer ?? ''}` : '';
  return (
    <div class="visually-hidden">
      <p role="status">{ended || done}</p>
      <p aria-live="assertive">{urgent}</p>
    </div>
  );
}
