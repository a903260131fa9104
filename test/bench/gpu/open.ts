import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildEnginePage } from '../../../src/cli/browser/build-engine-page.ts';
import { startFileServer } from '../../../src/cli/browser/file-server.ts';
import type { WebGpuMode } from '../../../src/cli/browser/flags.ts';
import { launchChromium } from '../../../src/cli/browser/launch.ts';

export interface GpuPage {
  /** `gpuBench` is called in it. */
  page: Page;
  version: string;
  /** Serves a pack's folder to the page; returns its URL, ending in a slash. */
  serve(folder: string): string;
  close(): Promise<void>;
}

/** The page that tries a GPU's parts one by one, in headless Chromium. */
export async function openGpuPage(webgpu?: WebGpuMode): Promise<GpuPage> {
  const site = await buildEnginePage(join(import.meta.dirname, 'page'), 'gpu-bench');
  const server = await startFileServer();
  const chromium = await launchChromium({ headless: true, ...(webgpu ? { webgpu } : {}) });
  server.mount('/', site);
  const page = await chromium.context.newPage();
  await page.goto(`${server.origin}/index.html`);
  await page.waitForFunction(() => 'gpuBench' in globalThis);
  let packs = 0;
  return {
    page,
    version: chromium.context.browser()?.version() ?? 'unknown',
    serve(folder) {
      const path = `/pack/${packs++}/`;
      server.mount(path, folder);
      return `${server.origin}${path}`;
    },
    async close() {
      await chromium.close();
      await server.close();
    },
  };
}
