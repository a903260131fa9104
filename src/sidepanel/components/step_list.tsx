import { useMemo } from 'preact/hooks';
import type { Step } from '../../protocol/task.ts';
import { StepItem } from './step_item.tsx';

/** All finished steps. Drawn again only when there is a new one: words stream in beside it many times a second. */
export function StepList({ steps }: { steps: Step[] }) {
  const items = useMemo(() => steps.map((step) => <StepItem key={step.index} step={step} />), [steps]);
  if (items.length === 0) return null;
  return (
    <ol class="steps" aria-label="Steps">
      {items}
    </ol>
  );
}
