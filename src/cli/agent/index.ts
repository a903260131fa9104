import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtExtension } from '../start/build.ts';
import { embeddedProfile } from '../start/index.ts';
import { hasDisplay } from '../start/options.ts';
import { makePrinter } from '../start/print.ts';
import { openSession } from '../start/session.ts';
import { makeTerminal } from '../start/terminal.ts';
import { UsageError } from '../usage.ts';
import { endingInWords, exitCodeOf } from './ending.ts';
import { AGENT_USAGE, parseAgentOptions } from './options.ts';
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
  const { policy, url, headless, device, devicePixelRatio, out } = options;
  const pack = policy.kind === 'pack' ? packFolder(policy.folder) : null;
  const extensionDir = await builtExtension(terminal.write, 'test', pack);
  const viewport = options.viewport ?? (await embeddedProfile(extensionDir)).viewport;
  terminal.write(`Task: ${options.task}\nPage: ${url}`);
  const session = await openSession({
    extensionDir,
    url,
    headless,
    viewport,
    devicePixelRatio,
    localOnly: false,
    ...(device === 'cpu' ? { webgpu: 'off' } : {}),
  });
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

/** Absolute path of a pack. Throws UsageError where there is none. */
function packFolder(folder: string): string {
  const path = resolve(folder);
  if (existsSync(join(path, 'pack.json'))) return path;
  throw new UsageError(
    `--policy names ${path}, which has no pack.json. Make a pack with 'npm run model -- import'.`,
  );
}
