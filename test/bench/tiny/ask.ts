import type { Query } from '../../../models/fara-tiny/pages/tasks.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { type ReadAnswer, readAnswer, stepRequest } from '../../../src/fara/check/ask.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import type { Conversation } from '../../../src/protocol/conversation.ts';

const PERSON = 'The person: ';

/** Puts one question to the model exactly as the agent's loop would, after the notes' history. */
export async function ask(engine: Engine, image: RgbaImage, query: Query): Promise<ReadAnswer> {
  const profile = getProfile('fara-tiny');
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
  const { prompt, ...options } = stepRequest(profile, turns, image);
  const { text } = await engine.generate(prompt, options);
  return readAnswer(profile, text, image);
}
