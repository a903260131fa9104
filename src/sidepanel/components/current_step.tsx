import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { proposalInWords } from '../words/action.ts';
import { statusInWords, thoughtsOnly } from '../words/status.ts';
import { NewsList } from './news_list.tsx';
import { Screenshot } from './screenshot.tsx';

/** What happens right now: the picture being looked at, the words as they come, the action on its way. */
export function CurrentStep({ task, thought }: { task: TaskRecord; thought: string }) {
  const { model } = usePanel().view;
  const { observation, proposal } = task;
  const words = proposal?.thoughts ?? thoughtsOnly(thought);
  const tries = task.unreadable.length;
  return (
    <section class="step current" aria-label="Current step">
      {observation !== null && (
        <div class="thumb">
          <Screenshot
            id={observation.screenshotId}
            point={proposal?.point ?? null}
            viewport={observation.viewport}
            alt="The page as the model sees it"
          />
        </div>
      )}
      <div class="step-body">
        <p class="step-head">
          <span class="spinner" />
          <b class="step-action">{proposalInWords(task) ?? statusInWords(task, model)}</b>
        </p>
        {words && <p class="thoughts streaming">{words}</p>}
        {task.steps.length === 0 && <NewsList news={observation?.news} />}
        {tries > 0 && (
          <p class="effect" data-tone="warn">{`Its answer could not be read; try ${tries + 1}`}</p>
        )}
      </div>
    </section>
  );
}
