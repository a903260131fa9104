import type { Query } from '../../../models/fara-tiny/pages/tasks.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { type ReadAnswer, readAnswer, type StepRequest, stepRequest } from '../../../src/fara/check/ask.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import type { Conversation } from '../../../src/protocol/conversation.ts';

/** How a note of the person's words begins. */
export const PERSON = 'The person: ';

/** What the agent's loop would ask of the model, after the notes' history. */
export function requestFor(image: RgbaImage, query: Query): StepRequest {
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
  return stepRequest(getProfile('fara-tiny'), turns, image);
}

/** Puts one question to the model. @param image the current screenshot */
export async function ask(
  engine: Engine,
  image: RgbaImage,
  { prompt, ...options }: StepRequest,
): Promise<ReadAnswer> {
  const { text } = await engine.generate(prompt, options);
  return readAnswer(getProfile('fara-tiny'), text, image);
}
