import { useMemo } from 'preact/hooks';
import type { Step } from '../../protocol/task.ts';
import type { PanelView } from '../state/panel_view.ts';
import { StepItem } from './step_item.tsx';

interface Props {
  steps: Step[];
  viewports: PanelView['viewports'];
}

/** All finished steps. Drawn again only when there is a new one: words stream in beside it many times a second. */
export function StepList({ steps, viewports }: Props) {
  const items = useMemo(
    () =>
      steps.map((step) => <StepItem key={step.index} step={step} viewport={viewports[step.screenshotId]} />),
    [steps, viewports],
  );
  if (items.length === 0) return null;
  return (
    <ol class="steps" aria-label="Steps">
      {items}
    </ol>
  );
}
