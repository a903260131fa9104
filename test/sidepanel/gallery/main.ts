import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import preact from '@preact/preset-vite';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer } from 'vite';
import { serveSites } from '../../sites/serve.ts';
import { GALLERY } from './states.ts';

/**
 * Draws every state of the panel in real Chromium, light and dark, into a cache folder, and checks each with
 * axe-core. Exit code 1 when axe finds a violation. Arguments: names of states (default: all).
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

async function violations(page: Page): Promise<Violation[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(GALLERY);
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
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const shots = await photographShop(browser);
let found = 0;
for (const colorScheme of ['light', 'dark'] as const) {
  const context = await browser.newContext({
    viewport: { width: 400, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  await context.route('**/shots/*.png', (route) => {
    const id = route.request().url().split('/').at(-1)?.replace('.png', '') ?? '';
    return route.fulfill({ body: shots.get(id) ?? Buffer.alloc(0), contentType: 'image/png' });
  });
  for (const name of names) {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`${name}: ${error}`));
    await page.goto(`${base}test/sidepanel/gallery/index.html#${name}`);
    await page.waitForSelector('body[data-drawn]');
    // The connection is given up, and the approve button armed, only after a while.
    await page.waitForTimeout(name === 'lost' ? 2300 : 800);
    await page.screenshot({ path: join(OUT, `${name}.${colorScheme}.png`) });
    for (const { id, help, nodes } of await violations(page)) {
      found += 1;
      console.error(`${name} (${colorScheme}): ${id}: ${help}`);
      for (const node of nodes) console.error(`  ${node.target.join(' ')}\n  ${node.failureSummary}`);
    }
    await page.close();
  }
  await context.close();
}
await browser.close();
await server.close();
console.log(
  `${names.length} states in two colour schemes, ${found} accessibility violations; pictures in ${OUT}`,
);
process.exitCode = found > 0 ? 1 : 0;
