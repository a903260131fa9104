import { resolvePoint } from '../fara/coordinates.ts';
import { correctionTurns } from '../fara/correction.ts';
import { buildMessages } from '../fara/history.ts';
import { withHistory } from '../fara/history-choice.ts';
import { parseAnswer } from '../fara/parse/answer.ts';
import { finalAnswer, type Profile } from '../fara/profile.ts';
import type { Action, Coordinate } from '../protocol/action.ts';
import type { ChatMessage } from '../protocol/chat.ts';
import type { Observation, TaskRecord } from '../protocol/task.ts';
import type { Report } from './events.ts';
import type { Ports } from './ports.ts';
import { currentTurn } from './record.ts';

/** One completion and what could be read from it. */
export async function think(
  record: TaskRecord,
  profile: Profile,
  { policy, listener }: Ports,
  signal: AbortSignal,
): Promise<Report> {
  const observation = seen(record);
  const { text, timings, tokens } = await policy.think(
    { taskId: record.id, profileId: record.profileId, messages: messagesFor(record, profile) },
    (partial) => {
      if (!signal.aborted) listener.thought(record.id, partial);
    },
    signal,
  );
  const parsed = parseAnswer(text, profile.actions);
  if (!parsed.ok) return { type: 'unreadable', text, problem: parsed.failure.message };
  const { thoughts, action } = parsed.answer;
  const coordinate = coordinateOf(action);
  try {
    const point =
      coordinate && resolvePoint(coordinate, profile.coordinates, observation.image, observation.viewport);
    const answer = finalAnswer(profile, parsed.answer);
    return { type: 'understood', text, thoughts, answer, action, point, timings, tokens };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { type: 'unreadable', text, problem: error.message };
  }
}

/** What the model is shown: the kept turns, the current observation, and corrections of what it just said. */
export function messagesFor(record: TaskRecord, profile: Profile): ChatMessage[] {
  const turns = [...record.conversation, currentTurn(record)];
  return [
    ...buildMessages(withHistory(profile, record.history), turns, seen(record).image),
    ...record.unreadable.flatMap(({ text }) => correctionTurns(text)),
  ];
}

function seen(record: TaskRecord): Observation {
  if (!record.observation) throw new Error(`Task ${record.id} is ${record.status} without an observation`);
  return record.observation;
}

/** Null for actions that aim nowhere. */
function coordinateOf(action: Action): Coordinate | null {
  switch (action.action) {
    case 'left_click':
    case 'mouse_move':
      return action.coordinate;
    case 'type':
    case 'scroll':
      return action.coordinate ?? null;
    case 'key':
    case 'visit_url':
    case 'web_search':
    case 'history_back':
    case 'pause_and_memorize_fact':
    case 'wait':
    case 'terminate':
      return null;
  }
}
