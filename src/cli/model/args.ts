import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../usage.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>['values'];

/** One folder and flags, `what` for messages. @throws UsageError */
export function folderAndFlags<T extends Options>(
  args: readonly string[],
  what: string,
  options: T,
): { folder: string; values: Values<T> } {
  const { positionals, values } = parse(args, options);
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    throw new UsageError(`Give exactly one ${what}; ${positionals.length} were given.`);
  }
  if ('json' in values && typeof values.json === 'string' && !existsSync(dirname(resolve(values.json))))
    throw new UsageError(`--json is '${values.json}'; there is no folder ${dirname(resolve(values.json))}.`);
  return { folder, values };
}

function parse<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true as const });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
