import { type Literal, readLiteral } from './literal.ts';
import { actionNameOf } from './names.ts';

type Members = { [key: string]: Literal };

/** The verb as the model wrote it and all that came with it. */
export interface RawCall {
  verb: string;
  args: Members;
}

const ARGUMENT_KEYS = ['arguments', 'parameters', 'args', 'input'];

/**
 * Finds verb and arguments in whatever wrapper the model chose: `{name, arguments: {action, …}}` as it was
 * taught, arguments as a string, `{function: {…}}`, `{computer_use: {…}}`, the verb as `name`, or no wrapper.
 * The tool's name is not checked. Null when no verb is to be found.
 */
export function findCall(value: Literal): RawCall | null {
  if (!isObject(value)) return null;
  const inner = value.function ?? value.computer_use;
  if (isObject(inner)) return findCall(inner);
  const args = argumentsOf(value);
  if (args && typeof args.action === 'string') return { verb: args.action, args };
  if (typeof value.action === 'string') return { verb: value.action, args: { ...value, ...args } };
  if (args && typeof value.name === 'string' && actionNameOf(value.name)) return { verb: value.name, args };
  return null;
}

function argumentsOf(value: Members): Members | null {
  for (const key of ARGUMENT_KEYS) {
    const args = value[key];
    if (isObject(args)) return args;
    if (typeof args !== 'string') continue;
    const parsed = readLiteral(args);
    if (parsed.ok && isObject(parsed.value)) return parsed.value;
  }
  return null;
}

function isObject(value: Literal | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
