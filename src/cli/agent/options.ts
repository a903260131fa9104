import { checkUrl } from '../start/options.ts';
import { UsageError } from '../usage.ts';
import { OnCritical, OnStuck, RUN_FLAGS, RUN_USAGE, type RunOptions, runOptions } from './flags.ts';
import { given, oneOf, parseFlags } from './values.ts';

export const AGENT_USAGE = `npm run agent -- --task TEXT --url URL [OPTIONS]: one task, in a browser with a fresh profile.

  --task TEXT          what to do
  --url URL            page to start on
${RUN_USAGE}
  --on-critical A      at a critical point: ask (the person answers in the panel), approve, deny or stop
                       (default: ask with a window, stop without)
  --on-stuck A         where nothing comes of what the model does, or the page wants a person: ask, stop, or continue,
                       as upstream does (default: ask with a window, continue without)
  --out DIR            keep the trajectory in the layout of Fara's evaluation, and report.html
  --help               this text

Exit code: 0 when the model ended the task with success, 3 when it stopped at a critical point, 4 at the step
limit, 2 when called wrongly, 1 otherwise.
`;

export interface AgentOptions extends RunOptions {
  task: string;
  url: string;
  onCritical: OnCritical;
  onStuck: OnStuck;
  out: string | null;
}

/** Flags of `npm run agent`; 'help' when asked for. Throws UsageError. `display`: whether windows can be shown here. */
export function parseAgentOptions(args: readonly string[], display: boolean): AgentOptions | 'help' {
  const values = parseFlags(args, {
    ...RUN_FLAGS,
    task: { type: 'string' },
    url: { type: 'string' },
    'on-critical': { type: 'string' },
    'on-stuck': { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  });
  if (values.help) return 'help';
  const task = given('--task', values.task, 'say what is to be done');
  const url = checkUrl(given('--url', values.url, 'name the page to start on'));
  const how = runOptions(values, display);
  return {
    ...how,
    task,
    url,
    onCritical: answerTo(
      '--on-critical',
      values['on-critical'],
      OnCritical,
      how.headless ? 'stop' : 'ask',
      how,
    ),
    onStuck: answerTo('--on-stuck', values['on-stuck'], OnStuck, how.headless ? 'continue' : 'ask', how),
    out: values.out ?? null,
  };
}

/** Who answers for the person, or the person. Throws UsageError where that one sees no window. */
function answerTo<T extends string>(
  flag: string,
  text: string | undefined,
  choices: readonly T[],
  usual: NoInfer<T>,
  { headless }: RunOptions,
): T {
  const choice = text === undefined ? usual : oneOf(flag, text, choices);
  if (choice !== 'ask' || !headless) return choice;
  throw new UsageError(`${flag} ask needs a window in which someone answers; give another, or --headed.`);
}
