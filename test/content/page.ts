import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { findChromium } from '../../src/cli/browser/find.ts';
import type { PageAction } from '../../src/protocol/content.ts';
import type { Effect, Hit } from '../../src/protocol/effect.ts';
import type { ElementFacts } from '../../src/protocol/facts.ts';
import type { Point } from '../../src/protocol/geometry.ts';

let browser: Browser;
/** One per device pixel ratio, and their pages used again: new ones for every test would triple the time. */
const contexts = new Map<number, Promise<BrowserContext>>();
const free = new Map<number, Page[]>();
let used: { page: Page; deviceScaleFactor: number }[] = [];
let script = '';

/** Starts one real browser for the tests of a file, and bundles the hands once. */
export function useBrowser(): void {
  // Generous, for machines on which much else runs; a test takes a fraction of a second.
  vi.setConfig({ testTimeout: 30_000 });
  beforeAll(async () => {
    [script, browser] = await Promise.all([bundle(), launch()]);
  }, 60_000);
  afterEach(() => {
    for (const { page, deviceScaleFactor } of used) {
      free.set(deviceScaleFactor, [...(free.get(deviceScaleFactor) ?? []), page]);
    }
    used = [];
  });
  afterAll(() => browser?.close());
}

/**
 * A page with `html` as its body, in a viewport of 800 × 600 CSS px, with the hands in it. It belongs to the
 * running test, or with `keep` to the whole file.
 */
export async function open(html: string, { deviceScaleFactor = 1, keep = false } = {}): Promise<Page> {
  const page = free.get(deviceScaleFactor)?.pop() ?? (await (await contextOf(deviceScaleFactor)).newPage());
  if (!keep) used.push({ page, deviceScaleFactor });
  await page.unrouteAll();
  // A real address, so that relative links, forms and cookies behave as on a site; nothing is served elsewhere.
  await page.route('http://site.test/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><body style="margin:0">${html}</body></html>`,
    }),
  );
  await page.goto('http://site.test/');
  await page.addScriptTag({ content: script });
  return page;
}

/** `expect` left out: what is there now, as the rules would have judged it. */
export function act(page: Page, action: PageAction, expect?: Hit | null): Promise<Effect> {
  return page.evaluate(([a, e]) => window.hands.act(a, e === undefined ? window.hands.judged(a) : e), [
    action,
    expect,
  ] as const);
}

export function factsAt(page: Page, point: Point | null): Promise<ElementFacts | null> {
  return page.evaluate((p) => window.hands.factsAt(p), point);
}

/** The centre of an element in CSS px of the top viewport. */
export async function centre(target: Locator): Promise<Point> {
  const box = await target.boundingBox();
  if (!box) throw new Error(`${target} is not visible`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export async function clickOn(page: Page, selector: string): Promise<Effect> {
  return act(page, { kind: 'click', point: await centre(page.locator(selector)) });
}

export async function typeInto(
  page: Page,
  selector: string,
  text: string,
  options: { pressEnter?: boolean; deleteExisting?: boolean } = {},
): Promise<Effect> {
  const point = await centre(page.locator(selector));
  return act(page, { kind: 'type', point, text, pressEnter: false, deleteExisting: false, ...options });
}

export function press(page: Page, ...keys: string[]): Promise<Effect> {
  return act(page, { kind: 'key', keys });
}

/** Logs the events of these types at the window, as `type#id` and whatever `detail` (an expression of `e`) says. */
export async function listen(page: Page, types: string, detail = "''"): Promise<void> {
  await page.evaluate(
    ([names, code]) => {
      window.log = [];
      const describe = new Function('e', `return ${code}`) as (event: Event) => string;
      for (const name of names.split(' ')) {
        const record = (event: Event) => {
          const target = event.composedPath()[0] as Element;
          window.log.push(`${event.type}#${target.id || target.nodeName.toLowerCase()}${describe(event)}`);
        };
        addEventListener(name, record, { capture: true });
      }
    },
    [types, detail] as const,
  );
}

export function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => window.log.splice(0));
}

function contextOf(deviceScaleFactor: number): Promise<BrowserContext> {
  const known = contexts.get(deviceScaleFactor);
  if (known) return known;
  const made = makeContext(deviceScaleFactor);
  contexts.set(deviceScaleFactor, made);
  return made;
}

async function makeContext(deviceScaleFactor: number): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 }, deviceScaleFactor });
  context.setDefaultTimeout(10_000);
  await context.route('**/*', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>${route.request().method()} ${route.request().url()}</title>`,
    }),
  );
  return context;
}

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'chrome137',
      lib: { entry: resolve(import.meta.dirname, 'harness.ts'), formats: ['iife'], name: 'harness' },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error('the hands could not be bundled');
  return first.output[0].code;
}

async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    args: ['--no-sandbox', '--disable-quic'],
  });
}
