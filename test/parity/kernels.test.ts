import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { buildEnginePage } from '../../src/cli/browser/build-engine-page.ts';
import { startFileServer } from '../../src/cli/browser/file-server.ts';
import { launchChromium } from '../../src/cli/browser/launch.ts';

/**
 * On the software adapter ONNX Runtime's attention is silently wrong where the device has `subgroups`; the engine
 * does not even try that there. Here it is made to, as on a GPU nobody has met that has the same fault.
 */
test('known answers catch an attention that is silently wrong, and the features without it are chosen', async () => {
  await withPage(async (page) => {
    const { features, checks } = await page.evaluate(() => judgeDevice([['subgroups'], []]));
    const [withSubgroups, without] = checks;
    expect(withSubgroups).toMatchObject({ features: ['subgroups'], passed: false });
    // A number, not null: it computed, and computed wrong.
    expect(withSubgroups?.errors['decoder-attention']).toBeGreaterThan(0.01);
    expect(without?.errors['decoder-attention']).toBeLessThan(1e-5);
    expect(without).toMatchObject({ features: [], passed: true });
    expect(features).toEqual([]);
  });
});

test('the processor gives the known answers with several threads', async () => {
  await withPage(async (page) => {
    expect(await page.evaluate(() => judgeProcessor(2))).toMatchObject({ passed: true });
    // The second thread is a worker of the page.
    expect(page.workers().length).toBeGreaterThan(0);
  });
});

async function withPage(work: (page: Page) => Promise<void>): Promise<void> {
  const server = await startFileServer();
  const chromium = await launchChromium({ headless: true, webgpu: 'software' });
  try {
    server.mount('/', await buildEnginePage(join(import.meta.dirname, 'kernels')));
    const page = await chromium.context.newPage();
    await page.goto(`${server.origin}/index.html`);
    await page.waitForFunction(() => 'judgeDevice' in globalThis);
    await work(page);
  } finally {
    await chromium.close();
    await server.close();
  }
}
