import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveSites } from '../../../test/sites/serve.ts';
import type { Profile } from '../../fara/profile.ts';
import { profileForPack } from '../../fara/profiles/index.ts';
import { Pack } from '../../protocol/pack.ts';
import { builtExtension } from './build.ts';
import { carryOut, type RunResult } from './carry_out.ts';
import { judgeFor } from './judges.ts';
import { hasDisplay, parseStartOptions, START_USAGE, type StartOptions } from './options.ts';
import { callsFrom } from './panel.ts';
import { makePrinter } from './print.ts';
import { makeReport, saveScreenshots } from './report.ts';
import { openSession, type Session } from './session.ts';
import { makeTerminal, type Terminal } from './terminal.ts';

/** `npm start`. Resolves to the exit code: 0 when the page's own state says that the task is done, else 1. */
export async function runStart(args: readonly string[]): Promise<number> {
  const options = parseStartOptions(args, hasDisplay());
  const terminal = makeTerminal(process.stdout);
  if (options.help) {
    terminal.write(START_USAGE);
    return 0;
  }
  const extensionDir = await builtExtension(terminal.write);
  const { viewport } = await embeddedProfile(extensionDir);
  const sites = await serveSites();
  try {
    const url = options.url ?? `${sites.url}/shop/`;
    terminal.write(`Task: ${options.task}\nPage: ${url}`);
    const session = await openSession({
      extensionDir,
      url,
      headless: options.headless,
      viewport,
      localOnly: options.url === null,
    });
    try {
      const result = await carryOut(session, {
        task: options.task,
        device: options.device,
        attended: !options.headless,
        onEvent: makePrinter(terminal.write, terminal.overwrite),
      });
      const judge = judgeFor(options.task);
      const done = judge ? await judge({ state: sites.state(), page: session.page }) : null;
      await keepResults(session, options, result, done === true);
      terminal.write(verdict(done));
      if (options.keepOpen) await closedByHand(session, terminal);
      return done ? 0 : 1;
    } finally {
      await session.close();
    }
  } finally {
    await sites.close();
  }
}

/** The profile of the model in a built extension. */
export async function embeddedProfile(extensionDir: string): Promise<Profile> {
  return profileForPack(
    Pack.parse(JSON.parse(await readFile(join(extensionDir, 'fara-tiny/pack.json'), 'utf8'))),
  );
}

async function keepResults(
  { panel }: Session,
  { json, screenshots }: StartOptions,
  { record, model }: RunResult,
  done: boolean,
): Promise<void> {
  if (json) await writeFile(json, `${JSON.stringify(makeReport(record, model, done), null, 2)}\n`);
  const calls = callsFrom(panel);
  if (screenshots)
    await saveScreenshots(screenshots, record, async (id) => (await calls.getScreenshot({ id })).dataUrl);
}

/** `done`: null when nothing tells whether a task so worded is done. */
function verdict(done: boolean | null): string {
  switch (done) {
    case true:
      return 'Done: the page says so.';
    case false:
      return 'Not done: the page does not show what the task asked for.';
    case null:
      return 'Whether this is done cannot be told from the page: no rule knows tasks worded like this.';
  }
}

async function closedByHand({ context }: Session, terminal: Terminal): Promise<void> {
  terminal.write('The browser stays open. Close it, or press Ctrl+C, to end.');
  await new Promise<void>((resolve) => {
    context.once('close', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
