import { needsPerson } from '../../protocol/news.ts';
import type { TaskRecord } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { stepInWords } from '../words/action.ts';
import { newsInWords } from '../words/news.ts';
import { Answers } from './answers.tsx';
import { Card } from './card.tsx';

type Reason = Exclude<NonNullable<TaskRecord['askingAbout']>, 'unreadable'>;

const WORDS: Record<Reason, { title: string; text: string }> = {
  no_progress: { title: 'It does not get any further', text: 'The page looks the same after every try:' },
  no_effect: { title: 'Nothing changed', text: 'The page did not react to this:' },
  ignores_input: {
    title: 'This page ignores it',
    text: 'Nothing happened. Pages that draw their own content often heed only a real mouse and keyboard, so this step may need you:',
  },
  needs_person: {
    title: 'This part needs you',
    text: 'No extension can do this. Do it in the page or answer the browser, then let it go on:',
  },
};

/** It cannot get on by itself: the person decides what becomes of it. */
export function StuckCard({ task, reason }: { task: TaskRecord; reason: Reason }) {
  const { act } = usePanel();
  const last = task.steps.at(-1);
  const { title, text } = WORDS[reason];
  const asked = task.observation?.news?.find(needsPerson);
  const mine = reason === 'needs_person' || reason === 'ignores_input';
  return (
    <Card tone="critical" icon={mine ? 'hand' : 'question'} title={title} takesFocus>
      <p>{text}</p>
      {asked ? <p>{newsInWords(asked)}</p> : last && <p>{stepInWords(last)}</p>}
      <Answers
        choices={[
          { label: 'Try again', main: !mine, onPress: act.resume },
          { label: 'I’ll do it', main: mine, onPress: act.takeOver },
        ]}
      />
    </Card>
  );
}
