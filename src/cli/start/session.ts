import { type BrowserContext, errors, type Page, type Worker } from 'playwright-core';
import type { Size } from '../../protocol/geometry.ts';
import type { WebGpuMode } from '../browser/flags.ts';
import { extensionWorker, launchChromium } from '../browser/launch.ts';

export interface SessionOptions {
  extensionDir: string;
  /** Page the agent works on. */
  url: string;
  headless: boolean;
  /** CSS px of that page's viewport: what the model was trained at. */
  viewport: Size;
  /** Device px per CSS px of that page; left out, 1. */
  devicePixelRatio?: number;
  webgpu?: WebGpuMode;
  /** No name but localhost resolves, so that not even the browser's own services are contacted. */
  localOnly: boolean;
  args?: readonly string[];
  /** Profile folder to keep; left out, a fresh one is removed on close. */
  userDataDir?: string;
}

/** No name but localhost resolves. */
export const LOCAL_ONLY = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

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
  const { extensionDir, headless, viewport, devicePixelRatio = 1 } = options;
  const browser = await launchChromium({
    extensionDir,
    headless,
    viewport: null,
    ...(options.webgpu ? { webgpu: options.webgpu } : {}),
    ...(options.userDataDir ? { userDataDir: options.userDataDir } : {}),
    args: [
      `--window-size=${viewport.width},${viewport.height + 90}`,
      ...(options.localOnly ? [LOCAL_ONLY] : []),
      ...(devicePixelRatio === 1 ? [] : [`--force-device-scale-factor=${devicePixelRatio}`]),
      ...(options.args ?? []),
    ],
  });
  const { context } = browser;
  try {
    const { worker, extensionId } = await extensionWorker(context);
    const page = context.pages()[0] ?? (await context.newPage());
    await sizeViewport(page, viewport, devicePixelRatio);
    await page.goto(options.url).catch((error: unknown) => {
      // A page that goes on loading for 30 s can be worked on all the same.
      if (!(error instanceof errors.TimeoutError)) throw error;
    });
    const panel = await openPanel(context, worker, `chrome-extension://${extensionId}/sidepanel/index.html`);
    return { context, page, panel, worker, extensionId, close: browser.close };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** The browser draws at its scale factor, which the flag sets; what the page is told of it is overridden here. */
async function sizeViewport(page: Page, viewport: Size, devicePixelRatio: number): Promise<void> {
  if (devicePixelRatio === 1) return page.setViewportSize(viewport);
  // Playwright's own call always means 1. The override ends with this session, which is why it is not detached.
  const devtools = await page.context().newCDPSession(page);
  const metrics = { ...viewport, deviceScaleFactor: devicePixelRatio, mobile: false };
  await devtools.send('Emulation.setDeviceMetricsOverride', metrics);
}

/** Another window with the side panel's page. */
export async function openPanel(context: BrowserContext, worker: Worker, url: string): Promise<Page> {
  const opened = context.waitForEvent('page');
  // Empty at first: Playwright can miss the load of a page that a window is born with.
  await worker.evaluate(async () => {
    await chrome.windows.create({ url: 'about:blank', type: 'popup', focused: false });
  });
  const panel = await opened;
  // Headless windows all have the size of the first.
  await panel.setViewportSize(PANEL);
  await panel.goto(url);
  return panel;
}
