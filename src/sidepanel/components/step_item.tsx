import { useState } from 'preact/hooks';
import type { Step } from '../../protocol/task.ts';
import { stepInWords } from '../words/action.ts';
import { effectInWords, effectTone } from '../words/effect.ts';
import { durationInWords } from '../words/format.ts';
import { stepTotal } from '../words/status.ts';
import { NewsList } from './news_list.tsx';
import { Screenshot } from './screenshot.tsx';
import { StepDetails } from './step_details.tsx';

/** One finished step: what was done, what came of it, why, and where. */
export function StepItem({ step }: { step: Step }) {
  const [large, setLarge] = useState(false);
  const name = stepInWords(step);
  return (
    <li class="step" data-step={step.index} data-action={step.action.action}>
      <button
        type="button"
        class="thumb"
        data-large={large}
        aria-expanded={large}
        aria-label={`Screenshot of step ${step.index + 1}`}
        onClick={() => setLarge(!large)}
      >
        <Screenshot
          id={step.screenshotId}
          point={step.point}
          viewport={step.viewport}
          alt={`The page before: ${name}`}
        />
      </button>
      <div class="step-body">
        <p class="step-head">
          <span class="step-number">{step.index + 1}</span>
          <b class="step-action">{name}</b>
          <span class="numbers quiet">{durationInWords(stepTotal(step.timings))}</span>
        </p>
        <p class="effect" data-tone={effectTone(step.effect)}>
          {effectInWords(step.effect, step.url)}
        </p>
        <NewsList news={step.news} />
        {step.thoughts && <p class="thoughts">{step.thoughts}</p>}
        <StepDetails step={step} />
      </div>
    </li>
  );
}
