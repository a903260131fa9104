import type { Page } from 'playwright-core';
import { builtExtension } from '../../../src/cli/start/build.ts';
import { openSession } from '../../../src/cli/start/session.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import { buildLibrarySites, type SiteFile } from '../../sites/libraries/build.ts';
import type { Behaviour } from './behaviours/behaviour.ts';
import { type Hand, ourHand, trustedHand } from './hand.ts';

const ORIGIN = 'http://hands.test';

export interface HandsOptions {
  /** Told of each behaviour as soon as it is known. */
  notice?: (finding: Finding) => void;
  /** Whether Playwright's trusted input is tried too; default true. */
  reference?: boolean;
  /** How long an effect may take, ms; default 1500: these pages answer within a fraction of it. */
  patienceMs?: number;
}

export interface Finding {
  site: string;
  name: string;
  expected: unknown;
  /** By the extension's hands. */
  observed: unknown;
  /** By Playwright's trusted input. */
  trusted: unknown;
  /** The hands achieved what is expected. */
  ok: boolean;
  /** Trusted input did, so that it counts. */
  counts: boolean;
  reason?: string;
}

export interface HandsReport {
  findings: Finding[];
  /** Times of single actions, ms, from the service worker to the content script and back. */
  tookMs: number[];
}

/** Carries out every behaviour twice, each time on a fresh page of one real Chromium. */
export async function runHands(
  behaviours: readonly Behaviour[],
  { notice, reference = true, patienceMs = 1500 }: HandsOptions = {},
): Promise<HandsReport> {
  const extensionDir = await builtExtension(() => {});
  const needsLibraries = behaviours.some(({ site }) => site !== 'plain');
  const files = needsLibraries ? await buildLibrarySites() : new Map<string, SiteFile>();
  const session = await openSession({
    extensionDir,
    url: 'about:blank',
    headless: true,
    localOnly: true,
    viewport: getProfile('fara-7b').viewport,
    webgpu: 'off',
  });
  try {
    const { page, worker } = session;
    await serve(page, files, behaviours);
    const findings: Finding[] = [];
    const ours = ourHand(page, worker);
    const trusted = trustedHand(page);
    for (const [index, behaviour] of behaviours.entries()) {
      const { site, name, expected, reason } = behaviour;
      const observed = await carryOut(page, behaviour, index, ours, patienceMs);
      const person = reference ? await carryOut(page, behaviour, index, trusted, patienceMs) : expected;
      const finding: Finding = {
        site,
        name,
        expected,
        observed,
        trusted: person,
        ok: same(observed, expected),
        counts: same(person, expected),
        ...(reason ? { reason } : {}),
      };
      findings.push(finding);
      notice?.(finding);
    }
    return { findings, tookMs: [...ours.tookMs] };
  } finally {
    await session.close();
  }
}

async function serve(page: Page, files: ReadonlyMap<string, SiteFile>, behaviours: readonly Behaviour[]) {
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname, search } = new URL(route.request().url());
    const file = files.get(pathname);
    if (file) return route.fulfill({ contentType: file.contentType, body: file.body });
    const html = (pathname === '/plain' && behaviours[Number.parseInt(search.slice(1), 10)]?.html) || '';
    const body = `<!doctype html><html lang=en><body style="margin:8px">${html}`;
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body });
  });
}

async function carryOut(
  page: Page,
  behaviour: Behaviour,
  index: number,
  hand: Hand,
  patienceMs: number,
): Promise<unknown> {
  const { site, script, see, expected } = behaviour;
  try {
    await page.mouse.move(1400, 890);
    // An address of its own for each: a page that differs by its hash alone would not be loaded anew.
    const path = site === 'plain' ? 'plain' : `${site}.html`;
    await page.goto(`${ORIGIN}/${path}?${index}-${hand.kind}`);
    if (site !== 'plain') await page.waitForSelector('#app > *', { state: 'attached', timeout: 5000 });
    if (script) await page.evaluate(script);
    await behaviour.act(hand);
  } catch (error) {
    return `failed: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`;
  }
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await page.evaluate(see).catch((error: Error) => `failed: ${error.message.split('\n')[0]}`);
    if (same(seen, expected) || Date.now() > deadline) return seen;
    await page.waitForTimeout(30);
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
