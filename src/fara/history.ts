import type { ChatMessage } from '../protocol/chat.ts';
import type { Conversation, UserTurn } from '../protocol/conversation.ts';
import type { Size } from '../protocol/geometry.ts';
import { splitAnswer } from './parse/split.ts';
import type { Profile } from './profile.ts';

const MAX_URL_LENGTH = 100;

/** `Current URL: …`: query stripped, at most 100 characters of the rest. Source: `fara_agent.py`. */
export function currentUrlLine(url: string): string {
  const address = url.split('?', 1)[0] ?? '';
  const cut = address.length > MAX_URL_LENGTH ? `${address.slice(0, MAX_URL_LENGTH)} ...` : address;
  return `Current URL: ${cut}`;
}

/**
 * What the model is shown: its system message and, by the profile's history policy, the turns.
 * @param turns oldest first; the last one is the current observation
 * @param image size of the current screenshot as sent, image px
 * @throws Error when the last turn is not the user's
 */
export function buildMessages(profile: Profile, turns: Conversation, image: Size): ChatMessage[] {
  const current = turns.at(-1);
  if (current?.role !== 'user') {
    throw new Error(`the last of ${turns.length} turns must be the current observation, a user turn`);
  }
  const system: ChatMessage = {
    role: 'system',
    content: [{ type: 'text', text: profile.systemPrompt(image) }],
  };
  const { history, boilerplate } = profile;
  switch (history.kind) {
    case 'trim':
      return [system, ...shown(turns, newest(turns, current, history.screenshots), boilerplate)];
    case 'grouped':
      return [system, ...shown(turns, gathered(turns, history), boilerplate)];
    case 'latest':
      return [system, latest(turns, current)];
  }
}

/**
 * The upstream rule: only the newest screenshots stay. In the round in which the person speaks again one
 * screenshot fewer is kept: upstream counts the current one twice there.
 * Source: `fara_agent.py::maybe_remove_old_screenshots`.
 */
function newest(turns: Conversation, current: UserTurn, screenshots: number): UserTurn[] {
  const spokeAgain = current.kind !== 'screenshot' && turns.length > 1;
  return userTurns(turns).slice(-Math.max(1, spokeAgain ? screenshots - 1 : screenshots));
}

/** Ours: what leaves, leaves in groups, counted from the first. Depends on the number of turns alone. */
function gathered(
  turns: Conversation,
  { screenshots, group }: { screenshots: number; group: number },
): UserTurn[] {
  const all = userTurns(turns);
  return all.slice(Math.max(0, Math.floor((all.length - screenshots) / group)) * group);
}

function userTurns(turns: Conversation): UserTurn[] {
  return turns.filter((turn) => turn.role === 'user');
}

/**
 * All turns, with the screenshots of `kept` ones only. A turn in which the person spoke keeps its words; one
 * that was a screenshot alone vanishes with it; assistant turns are never touched.
 */
function shown(turns: Conversation, kept: readonly UserTurn[], boilerplate: string): ChatMessage[] {
  const withImage = new Set(kept);
  return turns.flatMap((turn): ChatMessage[] => {
    if (turn.role === 'assistant')
      return [{ role: 'assistant', content: [{ type: 'text', text: turn.text }] }];
    const text = turn.kind === 'screenshot' ? screenshotText(turn.url, boilerplate) : turn.text;
    if (withImage.has(turn)) return [withScreenshot(turn, text)];
    return turn.kind === 'screenshot' ? [] : [{ role: 'user', content: [{ type: 'text', text }] }];
  });
}

function screenshotText(url: string, boilerplate: string): string {
  return url === '' ? boilerplate : `${currentUrlLine(url)}\n${boilerplate}`;
}

/** One user turn: the current screenshot, the current task, and a line for every turn since it was given. */
function latest(turns: Conversation, current: UserTurn): ChatMessage {
  const start = turns.findLastIndex((turn) => turn.role === 'user' && turn.kind === 'task');
  const task = turns[start];
  if (!task) throw new Error(`none of ${turns.length} turns gives a task`);
  const lines = turns.slice(start + 1).flatMap((turn) => {
    if (turn.role === 'assistant') return [oneLine(splitAnswer(turn.text).thoughts)];
    return turn.kind === 'reply' ? [`The person: ${oneLine(turn.text)}`] : [];
  });
  return withScreenshot(current, [task.text, ...lines.map((line) => `- ${line}`)].join('\n'));
}

function withScreenshot({ screenshotId }: UserTurn, text: string): ChatMessage {
  return {
    role: 'user',
    content: [
      { type: 'image', image: screenshotId },
      { type: 'text', text },
    ],
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
