import type { Query } from '../../../models/fara-tiny/pages/tasks.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { resolvePoint } from '../../../src/fara/coordinates.ts';
import { buildMessages } from '../../../src/fara/history.ts';
import { outputGrammar } from '../../../src/fara/output-grammar.ts';
import { type ParseResult, parseAnswer } from '../../../src/fara/parse/answer.ts';
import { sentSize } from '../../../src/fara/profile.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import type { Conversation } from '../../../src/protocol/conversation.ts';
import type { Point } from '../../../src/protocol/geometry.ts';

const PERSON = 'The person: ';

export interface Reply {
  result: ParseResult;
  /** Where it points, CSS px; null when it points nowhere or outside. */
  point: Point | null;
}

/** Puts one question to the model exactly as the agent's loop would, after the notes' history. */
export async function ask(engine: Engine, image: RgbaImage, query: Query): Promise<Reply> {
  const profile = getProfile('fara-tiny');
  const size = sentSize(profile, image);
  const turns: Conversation = [{ role: 'user', kind: 'task', text: query.task, screenshotId: 's', url: '' }];
  for (const note of query.notes) {
    if (note.startsWith(PERSON))
      turns.push({
        role: 'user',
        kind: 'reply',
        text: note.slice(PERSON.length),
        screenshotId: 's',
        url: '',
      });
    else turns.push({ role: 'assistant', text: note });
  }
  if (turns.at(-1)?.role === 'assistant')
    turns.push({ role: 'user', kind: 'screenshot', text: '', screenshotId: 's', url: '' });
  const { minPixels, maxPixels } = profile.imageBudget;
  const { text } = await engine.generate(
    { messages: buildMessages(profile, turns, size), images: { s: image } },
    {
      maxNewTokens: profile.generation.maxNewTokens,
      repetitionPenalty: profile.generation.repetitionPenalty,
      stop: profile.generation.stop,
      imageBudget: { minPixels, maxPixels },
      grammar: outputGrammar(profile),
    },
  );
  const result = parseAnswer(text, profile.actions);
  const coordinate =
    result.ok && 'coordinate' in result.answer.action ? result.answer.action.coordinate : undefined;
  if (!coordinate) return { result, point: null };
  try {
    const { cssX, cssY } = resolvePoint(coordinate, profile.coordinates, size, image);
    return { result, point: { x: cssX, y: cssY } };
  } catch {
    return { result, point: null };
  }
}
