import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import preact from '@preact/preset-vite';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer } from 'vite';
import { findChromium } from '../../../src/cli/browser/find.ts';
import { chromiumFlags } from '../../../src/cli/browser/flags.ts';
import { serveSites } from '../../sites/serve.ts';
import { GALLERY } from './states.ts';

/**
 * Draws every state of the panel in real Chromium and checks each with axe-core, light and dark. Exit code 1 when
 * axe finds a violation. Arguments: names of states (default: all); `--pictures` keeps one of each in a cache folder.
 */
const ROOT = resolve(import.meta.dirname, '../../..');
const OUT = join(ROOT, 'node_modules/.cache/sidefara/gallery');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** Pictures of the demo shop, as the agent would take them. */
async function photographShop(browser: Browser): Promise<Map<string, Buffer>> {
  const sites = await serveSites();
  const page = await browser.newPage({ viewport: { width: 896, height: 560 } });
  const shots = new Map<string, Buffer>();
  const shoot = async (name: string) => shots.set(name, await page.screenshot());
  await page.goto(`${sites.url}/shop/`);
  await shoot('home');
  await page.goto(`${sites.url}/shop/product/lamp`);
  await shoot('product');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.goto(`${sites.url}/shop/cart`);
  await shoot('cart');
  await page.goto(`${sites.url}/shop/checkout`);
  await shoot('checkout');
  await page.close();
  await sites.close();
  return shots;
}

/** `rules`: which ones; left out, all. */
function violations(page: Page, rules?: string[]): Promise<Violation[]> {
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run(runOnly ? { runOnly } : {})).violations;
  }, rules);
}

/** The connection is given up, and the approve button armed, only after a while. Milliseconds. */
const WAITS: Record<string, number> = { lost: 2300, approval: 800 };

const given = process.argv.slice(2);
const pictures = given.includes('--pictures');
const asked = given.filter((name) => name !== '--pictures');
const names = asked.length > 0 ? asked : Object.keys(GALLERY);
mkdirSync(OUT, { recursive: true });
const server = await createServer({
  configFile: false,
  root: ROOT,
  logLevel: 'error',
  cacheDir: join(OUT, 'vite'),
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  server: { port: 0, host: '127.0.0.1', hmr: false },
});
await server.listen();
const base = server.resolvedUrls?.local[0];
const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumFlags('off') });
const shots = await photographShop(browser);
const context = await browser.newContext({ viewport: { width: 400, height: 800 }, reducedMotion: 'reduce' });
await context.addInitScript({ path: AXE });
await context.route('**/shots/*.png', (route) => {
  const id = route.request().url().split('/').at(-1)?.replace('.png', '') ?? '';
  return route.fulfill({ body: shots.get(id) ?? Buffer.alloc(0), contentType: 'image/png' });
});
let found = 0;
const page = await context.newPage();
page.on('pageerror', (error) => {
  found += 1;
  console.error(`${page.url()}: ${error}`);
});
await page.goto(`${base}test/sidepanel/gallery/index.html`);
// A colour on its way from light to dark is neither.
await page.addStyleTag({ content: '* { transition: none !important }' });
for (const name of names) {
  await page.goto(`${base}test/sidepanel/gallery/index.html#${name}`);
  await page.waitForSelector(`body[data-drawn="${name}"]`);
  await page.waitForTimeout(WAITS[name] ?? 100);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (pictures) await page.screenshot({ path: join(OUT, `${name}.${colorScheme}.png`) });
    // Nothing but the colours differs in the dark.
    const faults = await violations(page, colorScheme === 'dark' ? ['color-contrast'] : undefined);
    for (const { id, help, nodes } of faults) {
      found += 1;
      console.error(`${name} (${colorScheme}): ${id}: ${help}`);
      for (const node of nodes) console.error(`  ${node.target.join(' ')}\n  ${node.failureSummary}`);
    }
  }
}
await browser.close();
await server.close();
console.log(
  `${names.length} states, light and dark: ${found} errors or accessibility violations` +
    (pictures ? `; pictures in ${OUT}` : ''),
);
process.exitCode = found > 0 ? 1 : 0;
