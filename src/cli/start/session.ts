import type { BrowserContext, Page, Worker } from 'playwright-core';
import type { WebGpuMode } from '../browser/flags.ts';
import { extensionWorker, launchChromium } from '../browser/launch.ts';

export interface SessionOptions {
  extensionDir: string;
  /** Page the agent works on. */
  url: string;
  headless: boolean;
  /** CSS px of that page's viewport: what the model was trained at. */
  viewport: { width: number; height: number };
  webgpu?: WebGpuMode;
  args?: readonly string[];
}

/** CSS px; a side panel's usual width. */
const PANEL = { width: 420, height: 800 };

/** A browser with the extension, the page the agent works on, and the side panel's real page. */
export interface Session {
  context: BrowserContext;
  /** In front of its own window, so that screenshots show it. */
  page: Page;
  panel: Page;
  worker: Worker;
  extensionId: string;
  close(): Promise<void>;
}

/**
 * Opens both pages in windows of their own: no program can click the toolbar button that opens the side panel,
 * so the panel's page is opened as a pop-up, and the agent takes the active tab of the last ordinary window.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { extensionDir, headless, viewport } = options;
  const browser = await launchChromium({
    extensionDir,
    headless,
    viewport: null,
    ...(options.webgpu ? { webgpu: options.webgpu } : {}),
    args: [`--window-size=${viewport.width},${viewport.height + 90}`, ...(options.args ?? [])],
  });
  const { context } = browser;
  try {
    const { worker, extensionId } = await extensionWorker(context);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize(viewport);
    await page.goto(options.url);
    const panel = await openPanel(context, worker, `chrome-extension://${extensionId}/sidepanel/index.html`);
    return { context, page, panel, worker, extensionId, close: browser.close };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function openPanel(context: BrowserContext, worker: Worker, url: string): Promise<Page> {
  const opened = context.waitForEvent('page', {
    predicate: (page) => page.url().startsWith('chrome-extension://'),
  });
  await worker.evaluate(async (address) => {
    await chrome.windows.create({ url: address, type: 'popup', focused: false });
  }, url);
  const panel = await opened;
  // Headless windows all have the size of the first.
  await panel.setViewportSize(PANEL);
  await panel.waitForLoadState();
  return panel;
}
