import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOAD_BY_PIPE } from '../../src/cli/browser/flags.ts';
import { extensionWorker, launchChromium, loadExtension } from '../../src/cli/browser/launch.ts';
import { builtExtension } from '../../src/cli/start/build.ts';

/** Chrome and Edge ignore the command line's extension: here Chromium is given none there. */
test('an extension that the command line did not load is loaded all the same, once', async () => {
  const folder = await builtExtension(console.log);
  const { context, close } = await launchChromium({ headless: true, webgpu: 'off', args: [LOAD_BY_PIPE] });
  try {
    expect(context.serviceWorkers()).toEqual([]);
    await loadExtension(context, folder);
    const { worker, extensionId } = await extensionWorker(context);
    expect(await worker.evaluate(() => chrome.runtime.getManifest().name)).toBe('Sidefara');
    const page = await context.newPage();
    await page.goto(`chrome-extension://${extensionId}/sidepanel/index.html`);
    await page.getByRole('textbox').waitFor();
    // Loaded already: a second time would start its worker anew.
    await worker.evaluate(() => Object.assign(globalThis, { same: true }));
    await loadExtension(context, folder);
    expect(await worker.evaluate(() => 'same' in globalThis)).toBe(true);
  } finally {
    await close();
  }
});

test('a folder that is no extension is told with the browser and what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sidefara-none-'));
  const opened = launchChromium({ headless: true, webgpu: 'off', extensionDir: folder });
  await expect(opened).rejects.toThrow(/did not load the extension from .*sidefara-none-.*CHROME_PATH/);
  await rm(folder, { recursive: true });
});
