import { isFinished } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { addressInWords } from '../words/format.ts';
import { Icon } from './icon.tsx';

/** Which tab the agent works in, or would. */
export function TargetTabLine() {
  const { task, tab } = usePanel().view;
  const running = task !== null && !isFinished(task.status);
  if (running) {
    const url = task.observation?.url ?? task.steps.at(-1)?.url;
    const elsewhere = tab !== null && tab.id !== task.tabId;
    return (
      <Line
        text={url ? addressInWords(url) : 'The tab it was started in'}
        note={elsewhere ? 'in another tab' : ''}
      />
    );
  }
  if (tab === null) return <Line text="No tab to work in" note="" />;
  const closed = tab.url !== '' && !/^https?:/.test(tab.url);
  return (
    <Line
      text={tab.title || addressInWords(tab.url) || 'The current tab'}
      note={closed ? 'not a web page' : ''}
    />
  );
}

function Line({ text, note }: { text: string; note: string }) {
  return (
    <p class="target" title={text}>
      <Icon name="globe" />
      <span class="target-name">{text}</span>
      {note && <span class="target-note">{note}</span>}
    </p>
  );
}
