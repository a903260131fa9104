import { resolve } from 'node:path';
import type { BrowserContext, Page, Worker } from 'playwright-core';
import { build } from 'vite';
import type { Deed } from '../../../src/agent/deed.ts';
import { createTask } from '../../../src/agent/record.ts';
import { extensionWorker, launchChromium } from '../../../src/cli/browser/launch.ts';
import { builtExtension } from '../../../src/cli/start/build.ts';
import { LOCAL_ONLY } from '../../../src/cli/start/session.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import type { PageAction } from '../../../src/protocol/content.ts';
import type { Hit } from '../../../src/protocol/effect.ts';
import type { Point, Size } from '../../../src/protocol/geometry.ts';

/**
 * The built extension in a browser without any emulation, and the agent's own hands on one of its tabs: what the
 * service worker runs, evaluated in an extension page, so that no model has to ask for it.
 */
export interface Hands {
  context: BrowserContext;
  page: Page;
  worker: Worker;
  tabId: number;
  /** Pages by address; any other is empty. */
  pages: Map<string, string>;
  observe(): Promise<Awaited<ReturnType<Window['tabPort']['observe']>> & { png: Buffer }>;
  facts(point: Point | null): ReturnType<Window['tabPort']['facts']>;
  /** `expect` left out: what is there now, as the rules would have judged it. */
  act(action: PageAction, expect?: Hit | null): ReturnType<Window['tabPort']['act']>;
  /** Begins the action and stops it before anything of it has left; the name of the error it ends with. */
  stop(action: PageAction, expect: Hit | null): Promise<string>;
  deed(deed: Exclude<Deed, { kind: 'wait' | 'none' }>): ReturnType<Window['tabPort']['act']>;
  state(): ReturnType<Window['tabPort']['state']>;
  /** What the task's end does to the tab. */
  letGo(): Promise<void>;
  /** What its end does to what was copied. */
  forget(): Promise<void>;
  moveOut(viewport: Size): Promise<void>;
  moveBack(): Promise<void>;
  close(): Promise<void>;
}

export interface HandsOptions {
  /** Outer size of the window, DIP. */
  outer?: { width: number; height: number };
  /** Device px per CSS px. */
  scale?: number;
  scrollbars?: boolean;
  backForwardCache?: boolean;
  extensionDir?: string;
  /** Size of the screen; a headless browser's own is 800 × 600. */
  screen?: string;
}

/** The page shown is `http://site.test/`; give it a body in `pages` first and then go there. */
export async function openHands(options: HandsOptions = {}): Promise<Hands> {
  const { outer = { width: 900, height: 700 }, scale = 1 } = options;
  const [extensionDir, script] = await Promise.all([
    options.extensionDir ?? builtExtension(console.log),
    bundle(),
  ]);
  const { context, close } = await launchChromium({
    extensionDir,
    headless: true,
    viewport: null,
    webgpu: 'off',
    scrollbars: options.scrollbars ?? false,
    backForwardCache: options.backForwardCache ?? false,
    args: [
      `--window-size=${outer.width},${outer.height}`,
      `--force-device-scale-factor=${scale}`,
      LOCAL_ONLY,
      ...(options.screen ? [`--screen-info={${options.screen}}`] : []),
    ],
  });
  const { worker, extensionId } = await extensionWorker(context);
  const pages = new Map<string, string>();
  await context.route(/^https?:\/\/[a-z]+\.test\//, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html>${pages.get(route.request().url()) ?? ''}`,
    }),
  );
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto('http://site.test/');
  const tabId = await worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ active: true, url: 'http://site.test/*' });
    return tab?.id ?? -1;
  });
  const opened = context.waitForEvent('page');
  await worker.evaluate(async () => {
    await chrome.windows.create({ url: 'about:blank', type: 'popup', focused: false });
  });
  const desk = await opened;
  await desk.goto(`chrome-extension://${extensionId}/sidepanel/index.html`);
  await desk.evaluate(script);
  const record = createTask({ id: 't', task: 'x', tabId, profileId: fara7b.id, now: 0 });
  let marks = 0;
  const deed: Hands['deed'] = (one) => doDeed(one, null);
  const doDeed = (one: Parameters<Hands['deed']>[0], expect: Hit | null) =>
    desk.evaluate(([id, order]) => window.tabPort.act(id, order, new AbortController().signal), [
      tabId,
      { mark: { id: `m${marks++}`, at: 0, again: false }, deed: one, expect },
    ] as const);
  const facts: Hands['facts'] = (point) =>
    desk.evaluate(([id, at]) => window.tabPort.facts(id, at, new AbortController().signal), [
      tabId,
      point,
    ] as const);
  const judged = async (action: PageAction): Promise<Hit | null> => {
    if (action.kind !== 'click' && action.kind !== 'type' && action.kind !== 'key') return null;
    const seen = await facts('point' in action ? action.point : null);
    return seen && { tag: seen.tag, role: seen.role, name: seen.name };
  };
  return {
    context,
    page,
    worker,
    tabId,
    pages,
    observe: async () => {
      const seen = await desk.evaluate(
        (task) => window.tabPort.observe(task, new AbortController().signal),
        record,
      );
      const dataUrl = await desk.evaluate(async (id) => {
        const envelope = { to: 'background', method: 'getScreenshot', params: { id } };
        const answer = await chrome.runtime.sendMessage(envelope);
        return String(answer.result.dataUrl);
      }, seen.screenshotId);
      return { ...seen, png: Buffer.from(dataUrl.split(',')[1] ?? '', 'base64') };
    },
    facts,
    act: async (action, expect) =>
      doDeed({ kind: 'page', action }, expect === undefined ? await judged(action) : expect),
    stop: (action, expect) =>
      desk.evaluate(
        ([id, order]) => {
          const stopping = new AbortController();
          const acted = window.tabPort.act(id, order, stopping.signal);
          stopping.abort();
          return acted.then(
            () => 'no error',
            (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
          );
        },
        [
          tabId,
          { mark: { id: `m${marks++}`, at: 0, again: false }, deed: { kind: 'page', action }, expect },
        ] as const,
      ),
    deed,
    moveOut: (viewport) =>
      desk.evaluate(([id, size]) => window.tabPort.moveOut(id, size), [tabId, viewport] as const),
    moveBack: () => desk.evaluate(() => window.tabPort.moveBack()),
    letGo: () => desk.evaluate((id) => window.tabPort.letGo(id, 't'), tabId),
    forget: () => desk.evaluate(() => window.tabPort.forget()),
    state: () => desk.evaluate((id) => window.tabPort.state(id, new AbortController().signal), tabId),
    close,
  };
}

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'chrome137',
      lib: { entry: resolve(import.meta.dirname, 'harness.ts'), formats: ['iife'], name: 'harness' },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error('the hands could not be bundled');
  return first.output[0].code;
}
