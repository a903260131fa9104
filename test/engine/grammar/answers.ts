import type { Profile } from '../../../src/fara/profile.ts';
import { pythonJson } from '../../../src/fara/python-json.ts';
import type { ActionName } from '../../../src/protocol/action.ts';
import type { Size } from '../../../src/protocol/geometry.ts';

type Pick = (below: number) => number;

const PIECES = [
  'a',
  'B',
  'lamp ',
  ' mug',
  '7',
  ' ',
  '  ',
  '.',
  ', ',
  '"',
  '"}}',
  '\\',
  '\\n',
  '/',
  '\n',
  '\r\n',
  '\t',
  '\b',
  '\f',
  '\u0001',
  '\u007f',
  'é',
  'ß',
  '世界',
  'Ж',
  '👩‍🚀',
  '🛒',
  '\u2028',
  '{',
  '}',
  '[',
  ']',
  ': ',
  "'",
  '<',
  '</tool_call>',
  '<tool_call>',
  '<|im_end|',
  'https://www.bing.com/?q=1&b=%20',
  '], "text": "',
  '$9.99',
  'ctrl+a',
];

/** A text of up to eight awkward pieces. */
export function randomText(pick: Pick, minLength: 0 | 1): string {
  const text = Array.from({ length: pick(8) + minLength }, () => PIECES[pick(PIECES.length)] ?? '').join('');
  return text.normalize('NFC');
}

/** A valid call of this action with its arguments in a random order, as Python values. */
function randomCall(action: ActionName, { width, height }: Size, pick: Pick): Record<string, unknown> {
  const coordinate = [[pick(width), width - 1, 0][pick(3)], [pick(height), height - 1, 0][pick(3)]];
  const word = () => randomText(pick, 1);
  const yes = () => pick(2) === 0;
  const fields: Record<ActionName, () => Record<string, unknown>> = {
    key: () => ({ keys: Array.from({ length: 1 + pick(3) }, () => (yes() ? 'Control' : word())) }),
    type: () => ({
      text: randomText(pick, 0),
      ...(yes() && { coordinate }),
      ...(yes() && { press_enter: yes() }),
      ...(yes() && { delete_existing_text: yes() }),
    }),
    mouse_move: () => ({ coordinate }),
    left_click: () => ({ coordinate }),
    scroll: () => ({ pixels: [400, -400, 0, -1000, 12.5][pick(5)], ...(yes() && { coordinate }) }),
    visit_url: () => ({ url: word() }),
    web_search: () => ({ query: word() }),
    history_back: () => ({}),
    pause_and_memorize_fact: () => ({ fact: word() }),
    wait: () => (yes() ? { time: [3, 0, 1.5, 10][pick(4)] } : {}),
    terminate: () => ({ status: yes() ? 'success' : 'failure' }),
  };
  const entries = Object.entries(fields[action]());
  entries.sort(() => pick(3) - 1);
  return { action, ...Object.fromEntries(entries) };
}

/** A whole valid answer as a model writes it; strings as they are, or with all beyond ASCII escaped. */
export function randomAnswer(profile: Profile, image: Size, pick: Pick): { text: string; call: unknown } {
  const action = profile.actions[pick(profile.actions.length)] ?? 'terminate';
  const call = randomCall(action, image, pick);
  const json = pythonJson({ name: 'computer_use', arguments: call });
  const written = pick(2) === 0 ? json : json.replace(/[^\0-\x7e]/g, escaped);
  return { text: `I will do it.\n<tool_call>\n${written}\n</tool_call>`, call };
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
