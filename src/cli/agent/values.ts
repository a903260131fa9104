import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../usage.ts';

/** `parseArgs` with a UsageError where the flags are wrong. */
export function parseFlags<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The value, trimmed. Throws UsageError where it is missing or empty. */
export function given(flag: string, value: string | undefined, todo: string): string {
  if (value?.trim()) return value.trim();
  throw new UsageError(`${flag} is ${value === undefined ? 'missing' : 'empty'}; ${todo}.`);
}

/** Throws UsageError outside the limits. */
export function numberIn(
  flag: string,
  text: string,
  { min, max, whole = false }: { min: number; max: number; whole?: boolean },
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(
    `${flag} is '${text}'; it must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max}.`,
  );
}

/** Throws UsageError where it is none of them. */
export function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found) return found;
  throw new UsageError(`${flag} is '${text}'; it must be one of ${choices.join(', ')}.`);
}
