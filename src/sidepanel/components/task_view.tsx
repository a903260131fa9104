import { useRef } from 'preact/hooks';
import { isWorking } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { AttentionCard } from './attention_card.tsx';
import { CurrentStep } from './current_step.tsx';
import { LoadProgress } from './load_progress.tsx';
import { ModelFailedCard } from './model_failed_card.tsx';
import { StepList } from './step_list.tsx';
import { useStickToEnd } from './use_stick_to_end.ts';
import { Welcome } from './welcome.tsx';

/** The task, what was done so far, what happens now, and what waits for the person. */
export function TaskView() {
  const { view } = usePanel();
  const { task, model, thought, settings } = view;
  const here = settings?.runsOn !== 'server';
  const scroller = useRef<HTMLElement>(null);
  useStickToEnd(scroller, [task?.revision, thought, model]);

  return (
    <main class="view" ref={scroller} tabIndex={-1}>
      <div class="view-content">
        {task === null && view.connection === 'connected' && <Welcome />}
        {task !== null && (
          <>
            <section class="task" aria-label="Task">
              <p class="task-text">{task.task}</p>
            </section>
            <StepList steps={task.steps} />
            {isWorking(task.status) && <CurrentStep task={task} thought={thought} />}
          </>
        )}
        {here && model.status === 'loading' && <LoadProgress progress={model.progress} />}
        {here && model.status === 'failed' && <ModelFailedCard message={model.message} />}
        {task !== null && <AttentionCard task={task} />}
      </div>
    </main>
  );
}
