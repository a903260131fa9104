import type { Query } from '../../../models/fara-tiny/pages/tasks.ts';
import { NOUNS } from '../../../models/fara-tiny/pages/words.ts';
import { type StepRequest, stepRequest } from '../../../src/fara/check/ask.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import type { Conversation } from '../../../src/protocol/conversation.ts';
import { PERSON } from './ask.ts';
import type { Exhibit } from './gallery.ts';

const URL = 'http://localhost:8080/shop';
/** Steps before the question, so that three screenshots are shown. */
const EARLIER = 2;
const SCREENSHOT_PX_PER_CSS_PX = 0.5;

/**
 * The question as the last step of a conversation of which three screenshots are shown, Fara-7B's rule: the steps that
 * left the notes, and scrolling before them where there are fewer than two and the task names something to look for.
 * @param past pages shown before this one, newest last: an earlier step is on one where it was right, if there is one
 */
export function requestAfterSteps(exhibit: Exhibit, query: Query, past: readonly Exhibit[]): StepRequest {
  const images: Record<string, RgbaImage> = {};
  const turns: Conversation = [];
  let words = '';
  const look = (image: RgbaImage) => {
    const screenshotId = `s${turns.length}`;
    images[screenshotId] = image;
    if (turns.length === 0)
      turns.push({ role: 'user', kind: 'task', text: query.task, screenshotId, url: URL });
    else
      turns.push({ role: 'user', kind: words ? 'reply' : 'screenshot', text: words, screenshotId, url: URL });
    words = '';
  };
  for (const note of [...scrolls(query), ...query.notes]) {
    if (note.startsWith(PERSON)) {
      words = note.slice(PERSON.length);
      continue;
    }
    const { image, call } = stepThatLeft(note, query, exhibit, past);
    look(image);
    turns.push({
      role: 'assistant',
      text: `${note}\n<tool_call>\n{"name": "computer_use", "arguments": ${call}}\n</tool_call>`,
    });
  }
  look(exhibit.image);
  const profile = { ...getProfile('fara-tiny'), history: { kind: 'trim', screenshots: 3 } as const };
  const request = stepRequest(profile, turns, exhibit.image);
  const shown = Object.entries(images).map(([id, { width, height, data }]) => [
    id,
    { width, height, data: new Uint8ClampedArray(data) },
  ]);
  return { ...request, prompt: { ...request.prompt, images: Object.fromEntries(shown) } };
}

function scrolls({ family, task, notes, thought }: Query): string[] {
  const noun = task
    .split(/\W+/)
    .find((word) => NOUNS.some((known) => known.toLowerCase() === word.toLowerCase()));
  const named = /(?:click|into|see) (\w+)\./.exec([...notes, thought].join(' '))?.[1];
  const ofTheShop = ['cart', 'order', 'critical', 'approved', 'denied'].includes(family);
  const word = ofTheShop ? noun && noun.charAt(0).toUpperCase() + noun.slice(1) : named;
  const steps = notes.filter((note) => !note.startsWith(PERSON)).length;
  return word ? Array.from({ length: Math.max(0, EARLIER - steps) }, () => `I do not see ${word}.`) : [];
}

/** A page on which this thought was right, and the call that followed. */
function stepThatLeft(note: string, query: Query, exhibit: Exhibit, past: readonly Exhibit[]) {
  const newest = past.toReversed();
  const absent = /^I do not see (\w+)\.$/.exec(note)?.[1];
  if (absent !== undefined) {
    const page = newest.find((candidate) => !candidate.shows(absent)) ?? newest[0] ?? exhibit;
    return { image: page.image, call: '{"action": "scroll", "pixels": -400}' };
  }
  if (note === 'This is a critical point.')
    return { image: exhibit.image, call: '{"action": "terminate", "status": "success"}' };
  const page = newest.find((candidate) => candidate.pointOf(note)) ?? newest[0] ?? exhibit;
  const { x, y } = page.pointOf(note) ?? { x: 200, y: 200 };
  const [sentX, sentY] = [x, y].map((css) => Math.round((css * SCREENSHOT_PX_PER_CSS_PX) / 4) * 4);
  const at = `"coordinate": [${sentX}, ${sentY}]`;
  if (!note.includes('type into')) return { image: page.image, call: `{"action": "left_click", ${at}}` };
  const text = /"(.*)"/.exec(query.task)?.[1] ?? /(\w+)\.$/.exec(query.task)?.[1];
  const enter = /^(Search|Look)/.test(query.task);
  return {
    image: page.image,
    call: `{"action": "type", ${at}, "text": "${text}", "press_enter": ${enter}}`,
  };
}
