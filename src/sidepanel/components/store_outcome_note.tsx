import type { StoreOutcome } from '../../protocol/model_store.ts';
import { outcomeInWords } from '../words/store.ts';
import { Card } from './card.tsx';

/** How the last import, copy or verification ended. */
export function StoreOutcomeNote({ outcome }: { outcome: StoreOutcome }) {
  const words = outcomeInWords(outcome);
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
