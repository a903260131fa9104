import type { StoreOutcome } from '../../protocol/model_store.ts';
import { usePanel } from '../state/context.ts';
import { outcomeInWords } from '../words/store.ts';
import { Card } from './card.tsx';

/** How the last import, copy or verification ended. */
export function StoreOutcomeNote({ outcome }: { outcome: StoreOutcome }) {
  const { view } = usePanel();
  const kept = view.store?.unfinished.some(({ name }) => name === outcome.name) ?? false;
  const words = outcomeInWords(outcome, kept);
  if (outcome.ended !== 'failed')
    return (
      <p class="quiet" role="status">
        {words}
      </p>
    );
  return (
    <Card tone="bad" icon="warn" title={words}>
      <p>{outcome.message}</p>
    </Card>
  );
}
