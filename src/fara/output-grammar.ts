import type { ActionName } from '../protocol/action.ts';
import type { ArgumentGrammar, ArgumentKind, OutputGrammar } from '../protocol/grammar.ts';
import type { Profile } from './profile.ts';

const required = (name: string, value: ArgumentKind): ArgumentGrammar => ({ name, required: true, value });
const optional = (name: string, value: ArgumentKind): ArgumentGrammar => ({ name, required: false, value });
const WORDS: ArgumentKind = { kind: 'string', minLength: 1 };
const COORDINATE: ArgumentKind = { kind: 'coordinate' };
const BOOLEAN: ArgumentKind = { kind: 'boolean' };

/** The arguments of each action as the models were taught them; the schema `Action` is what the parser takes. */
const ARGUMENTS: Record<ActionName, readonly ArgumentGrammar[]> = {
  key: [required('keys', { kind: 'strings' })],
  type: [
    required('text', { kind: 'string', minLength: 0 }),
    optional('coordinate', COORDINATE),
    optional('press_enter', BOOLEAN),
    optional('delete_existing_text', BOOLEAN),
  ],
  mouse_move: [required('coordinate', COORDINATE)],
  left_click: [required('coordinate', COORDINATE)],
  scroll: [
    required('pixels', { kind: 'number', negative: true }),
    // The prompt does not ask for it, but `FARA_ACTION_DEFINITIONS` of microsoft/fara has it.
    optional('coordinate', COORDINATE),
  ],
  visit_url: [required('url', WORDS)],
  web_search: [required('query', WORDS)],
  history_back: [],
  pause_and_memorize_fact: [required('fact', WORDS)],
  wait: [optional('time', { kind: 'number', negative: false })],
  terminate: [required('status', { kind: 'word', words: ['success', 'failure'] })],
};

/** The grammar of what this profile's model may answer, for the engine to decode under. */
export function outputGrammar(profile: Pick<Profile, 'actions' | 'coordinates'>): OutputGrammar {
  return {
    open: '<tool_call>',
    close: '</tool_call>',
    tool: 'computer_use',
    actions: profile.actions.map((name) => ({ name, arguments: [...ARGUMENTS[name]] })),
    coordinates: profile.coordinates,
  };
}
