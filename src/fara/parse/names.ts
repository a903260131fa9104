import { Action, type ActionName } from '../../protocol/action.ts';

const NAMES: ReadonlySet<string> = new Set(Action.options.map((option) => option.shape.action.value));

/** Other words for the same verbs. Source: `fara_agent.py::execute_action`. */
const ALIASES: ReadonlyMap<string, ActionName> = new Map([
  ['keypress', 'key'],
  ['input_text', 'type'],
  ['text_value', 'type'],
  ['hover', 'mouse_move'],
  ['click', 'left_click'],
  ['sleep', 'wait'],
  ['stop', 'terminate'],
]);

/** The action a verb stands for, whatever its case and separators; undefined when there is none. */
export function actionNameOf(verb: string): ActionName | undefined {
  const name = verb
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return ALIASES.get(name) ?? (isActionName(name) ? name : undefined);
}

function isActionName(name: string): name is ActionName {
  return NAMES.has(name);
}
