import { usePanel } from '../state/context.ts';
import { Answers } from './answers.tsx';
import { Card } from './card.tsx';

/** The person acts; the agent waits and looks at nothing. */
export function HandOverCard() {
  const { act } = usePanel();
  return (
    <Card tone="quiet" icon="hand" title="You have the page" takesFocus>
      <p>Do what you want to do yourself. It does nothing and looks at nothing meanwhile.</p>
      <Answers choices={[{ label: 'Done, go on', main: true, onPress: act.handBack }]} />
    </Card>
  );
}
