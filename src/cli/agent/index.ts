import { resolve } from 'node:path';
import { hasDisplay } from '../start/options.ts';
import { makePrinter } from '../start/print.ts';
import { openSession } from '../start/session.ts';
import { makeTerminal } from '../start/terminal.ts';
import { endingInWords, exitCodeOf } from './ending.ts';
import { AGENT_USAGE, parseAgentOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { runTask } from './run.ts';
import { saveTrajectory } from './save.ts';

/** `npm run agent`. Resolves to the exit code, as the usage text says. */
export async function runAgent(args: readonly string[]): Promise<number> {
  const options = parseAgentOptions(args, hasDisplay());
  const terminal = makeTerminal(process.stdout);
  if (options === 'help') {
    terminal.write(AGENT_USAGE);
    return 0;
  }
  const { policy, url, out } = options;
  const shared = await prepare(options, terminal.write);
  terminal.write(`Task: ${options.task}\nPage: ${url}`);
  if (policy.kind === 'endpoint') {
    terminal.write(`Screenshots go to ${policy.endpoint.model} at ${policy.endpoint.url}`);
  }
  const session = await openSession({ ...shared, url });
  try {
    const run = await runTask(session, options, makePrinter(terminal.write, terminal.overwrite));
    if (out !== null) {
      await saveTrajectory(out, session, run);
      terminal.write(`Kept in ${resolve(out)}`);
    }
    terminal.write(endingInWords(run.ending));
    return exitCodeOf(run.ending);
  } finally {
    await session.close();
  }
}
