import type { ActionName } from '../../protocol/action.ts';
import { type Literal, readLiteral } from './literal.ts';

type Members = { [key: string]: Literal };
type Field = (args: Members) => unknown;

/** Which arguments each action reads; all others are dropped, as upstream does. */
const FIELDS: Record<ActionName, Record<string, Field>> = {
  key: { keys: (args) => keyList(args.keys ?? args.key) },
  type: {
    text: (args) => asText(args.text ?? args.text_value),
    coordinate,
    press_enter: (args) => asBoolean(args.press_enter),
    delete_existing_text: (args) => asBoolean(args.delete_existing_text),
  },
  mouse_move: { coordinate },
  left_click: { coordinate },
  scroll: { pixels: (args) => asNumber(args.pixels), coordinate },
  visit_url: { url: (args) => args.url },
  web_search: { query: (args) => asText(args.query) },
  history_back: {},
  pause_and_memorize_fact: { fact: (args) => asText(args.fact) },
  wait: { time: (args) => asNumber(args.time ?? args.duration) },
  terminate: { status: (args) => asWord(args.status) },
};

/**
 * The candidate for the action schema: known arguments only, in the types it asks for where the meaning is
 * plain (`"400"` for 400, `"True"` for true, `"Enter"` for `["Enter"]`). What is not plain stays as it is, for
 * the schema to refuse.
 */
export function actionCandidate(action: ActionName, args: Members): Record<string, unknown> {
  const candidate: Record<string, unknown> = { action };
  for (const [name, read] of Object.entries(FIELDS[action])) {
    const value = read(args);
    if (value !== undefined && value !== null) candidate[name] = value;
  }
  return candidate;
}

/** `[x, y]`, also as `"[x, y]"` or `"x, y"`, `{x, y}`, or as arguments x and y of their own. */
function coordinate(args: Members): unknown {
  let value: Literal | undefined = args.coordinate ?? args.coordinates;
  if (value === undefined && args.x !== undefined) value = { x: args.x, y: args.y ?? null };
  if (typeof value === 'string') {
    const parsed = readLiteral(/^\s*[[({]/.test(value) ? value : `[${value}]`);
    if (parsed.ok) value = parsed.value;
  }
  if (Array.isArray(value)) return value.map(asNumber);
  if (typeof value === 'object' && value !== null) return [asNumber(value.x), asNumber(value.y)];
  return value;
}

/** A chord may be written as one string: `"Control+a"`. */
function keyList(value: Literal | undefined): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'string') return value;
  return value.length > 1 ? value.split('+').map((key) => key.trim()) : [value];
}

function asNumber(value: Literal | undefined): unknown {
  return typeof value === 'string' && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

function asBoolean(value: Literal | undefined): unknown {
  const word = asWord(value);
  return word === 'true' ? true : word === 'false' ? false : value;
}

function asText(value: Literal | undefined): unknown {
  return typeof value === 'number' ? String(value) : value;
}

function asWord(value: Literal | undefined): unknown {
  return typeof value === 'string' ? value.trim().toLowerCase() : value;
}
