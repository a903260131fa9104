import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { builtExtension } from '../../../src/cli/start/build.ts';
import { openSession, type Session } from '../../../src/cli/start/session.ts';
import { watchEvents } from '../../../src/cli/start/watch.ts';
import type { StoreState } from '../../../src/protocol/model_store.ts';
import type { Go, InterruptedImport } from './cli.ts';
import { descendants, peakRss, sampling } from './memory.ts';

/** Imports in the extension's panel; the browser is closed once half is done, and the import continued. */
export async function importInBrowser(
  source: string,
  profile: string,
  total: number,
): Promise<InterruptedImport> {
  await rm(profile, { recursive: true, force: true });
  const name = basename(source);
  const first = await go(profile, total / 2, async ({ panel }) => {
    await panel.locator('input[type=file][webkitdirectory]').setInputFiles(source);
    await panel.getByRole('combobox').selectOption('fara-7b', { timeout: 120_000 });
    await panel.getByRole('radio', { name: /^4-bit,/ }).check();
    await panel.getByRole('button', { name: 'Import' }).click();
  });
  const second = await go(profile, Number.POSITIVE_INFINITY, async ({ panel }) => {
    const chooser = panel.waitForEvent('filechooser');
    await panel.getByRole('button', { name: `Continue ${name}` }).click();
    await (await chooser).setFiles(source);
  });
  const [pack] = second.store.installed;
  if (!pack) throw new Error('no pack was installed');
  const resumed = second.begunAt;
  return {
    goes: [
      { ...first.go, bytes: resumed },
      { ...second.go, bytes: total - resumed },
    ],
    packBytes: pack.bytes,
  };
}

interface Seen {
  go: Omit<Go, 'bytes'>;
  /** bytes of source that were finished when it began */
  begunAt: number;
  store: StoreState;
}

/** One life of the browser: starts the job and closes the browser at `closeAt` bytes or after its end. */
async function go(
  profile: string,
  closeAt: number,
  start: (session: Session) => Promise<void>,
): Promise<Seen> {
  const session = await openSession({
    extensionDir: await builtExtension(console.log),
    url: 'about:blank',
    headless: true,
    viewport: { width: 896, height: 560 },
    webgpu: 'off',
    localOnly: true,
    userDataDir: profile,
  });
  const peaks = new Map<number, number>();
  const stop = sampling(() => {
    for (const pid of descendants(process.pid, 'renderer')) peaks.set(pid, peakRss(pid));
  });
  try {
    let begunAt = -1;
    const ended = new Promise<StoreState>((resolve, reject) => {
      void watchEvents(session.panel, (event) => {
        if (event.type !== 'store') return;
        const { job, outcome } = event.store;
        if (job?.phase === 'quantising') {
          if (begunAt < 0) begunAt = job.bytes;
          if (job.bytes >= closeAt) resolve(event.store);
        }
        if (begunAt >= 0 && outcome?.ended === 'done') resolve(event.store);
        if (outcome && outcome.ended !== 'done') reject(new Error(`${outcome.ended}: ${outcome.message}`));
      });
    });
    await session.panel.getByRole('button', { name: 'Settings' }).click();
    const started = performance.now();
    await start(session);
    const store = await ended;
    const seconds = (performance.now() - started) / 1000;
    return { go: { seconds, peakRssBytes: Math.max(...peaks.values()) }, begunAt, store };
  } finally {
    stop();
    await session.close();
  }
}
