import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildEnginePage } from '../../src/cli/browser/build-engine-page.ts';
import { startFileServer } from '../../src/cli/browser/file-server.ts';
import { launchChromium } from '../../src/cli/browser/launch.ts';

/**
 * On the software adapter ONNX Runtime's attention is silently wrong where the device has `subgroups`; the engine
 * does not even try that there. Here it is made to, as on a GPU nobody has met that has the same fault.
 */
test('known answers catch an attention that is silently wrong, and the features without it are chosen', async () => {
  const server = await startFileServer();
  const chromium = await launchChromium({ headless: true, webgpu: 'software' });
  try {
    server.mount('/', await buildEnginePage(join(import.meta.dirname, 'kernels')));
    const page = await chromium.context.newPage();
    await page.goto(`${server.origin}/index.html`);
    await page.waitForFunction(() => 'judgeDevice' in globalThis);
    const { features, checks } = await page.evaluate(() => judgeDevice([['subgroups'], []]));
    const [withSubgroups, without] = checks;
    expect(withSubgroups).toMatchObject({ features: ['subgroups'], passed: false });
    // A number, not null: it computed, and computed wrong.
    expect(withSubgroups?.errors['decoder-attention']).toBeGreaterThan(0.01);
    expect(without?.errors['decoder-attention']).toBeLessThan(1e-5);
    expect(without).toMatchObject({ features: [], passed: true });
    expect(features).toEqual([]);
  } finally {
    await chromium.close();
    await server.close();
  }
});
