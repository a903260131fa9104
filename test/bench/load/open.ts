import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildEnginePage } from '../../../src/cli/browser/build-engine-page.ts';
import { startFileServer } from '../../../src/cli/browser/file-server.ts';
import { launchChromium } from '../../../src/cli/browser/launch.ts';

/** The page with the engine whose GPU buffers are counted: `loadBench` is called in it. */
export async function openLoadPage(userDataDir: string): Promise<{ page: Page; close(): Promise<void> }> {
  const site = await buildEnginePage(join(import.meta.dirname, 'page'), 'load-bench');
  const server = await startFileServer();
  const chromium = await launchChromium({ headless: true, userDataDir });
  server.mount('/', site);
  const page = await chromium.context.newPage();
  page.on('pageerror', (error) => process.stderr.write(`bench page: ${error.message}\n`));
  await page.goto(`${server.origin}/index.html`);
  await page.waitForFunction(() => 'loadBench' in globalThis);
  const close = async () => {
    await chromium.close();
    await server.close();
  };
  return { page, close };
}
