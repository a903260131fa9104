import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { runModel } from '../../src/cli/model/index.ts';
import { readPng } from '../../src/cli/model/png.ts';
import { CHECK_PAGES } from '../../src/fara/check/pages.ts';
import { CheckResult } from '../../src/protocol/check.ts';
import { collectOutput } from '../weights/output.ts';
import { scramblePack } from './garbage_pack.ts';
import { packWithShuffledPatches } from './shuffled_pack.ts';

/** `npm run model -- check` on the embedded pack, and on the same pack broken in two ways. */
const PACK = join(import.meta.dirname, '../../models/fara-tiny/pack');
let root: string;
let output: () => string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sidefara-check-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(() => {
  output = collectOutput();
});
afterEach(() => vi.restoreAllMocks());

async function check(pack: string, ...more: string[]): Promise<{ code: number; result: CheckResult }> {
  const json = join(root, 'result.json');
  const code = await runModel(['check', pack, '--json', json, ...more]);
  return { code, result: CheckResult.parse(JSON.parse(await readFile(json, 'utf8'))) };
}

test('the embedded model clicks where it should, and its points can be looked at', async () => {
  const out = join(root, 'pictures');
  const { code, result } = await check(PACK, '--out', out);
  expect(code, output()).toBe(0);
  expect(result, output()).toMatchObject({
    verdict: 'good',
    profile: 'fara-tiny',
    targets: 20,
    readable: 20,
    texts: 4,
    causes: [],
  });
  expect(result.hits, output()).toBeGreaterThanOrEqual(18);
  expect(result.meanErrorPx).toBeLessThan(50);
  expect(result.info.packHash).toMatch(/^[0-9a-f]{64}$/);
  expect(output()).toContain(result.summary);

  expect((await readdir(out)).sort()).toEqual(CHECK_PAGES.map(({ name }) => `${name}.png`).sort());
  const { width, height, data } = await readPng(join(out, 'fair.png'));
  expect({ width, height }).toEqual({ width: 896, height: 560 });
  const start = result.answers.find(({ task }) => task.includes('Start'));
  if (!start?.point) throw new Error('no point');
  const at = 4 * (Math.round(start.point.y) * width + Math.round(start.point.x));
  // The green of a hit.
  expect([...data.subarray(at, at + 3)]).toEqual([10, 143, 60]);
});

test('a pack whose patches are in the wrong order points elsewhere, and the vision is suspected', async () => {
  const broken = join(root, 'shuffled');
  await packWithShuffledPatches(PACK, broken);
  const { code, result } = await check(broken);
  expect(code, output()).toBe(1);
  expect(result.verdict).toBe('bad');
  expect(result.readable, output()).toBe(result.answers.length);
  expect(result.causes.join('\n')).toMatch(/vision part/);
  expect(output()).toContain(result.causes[0]);
});

test('a pack of noise is told after a few answers, and the prompt or the weights are suspected', async () => {
  const broken = join(root, 'noise');
  await cp(PACK, broken, { recursive: true });
  await scramblePack(broken);
  const { code, result } = await check(broken);
  expect(code, output()).toBe(1);
  expect(result).toMatchObject({ verdict: 'bad', hits: 0 });
  expect(result.answers).toHaveLength(8);
  expect(result.readable, output()).toBeLessThanOrEqual(4);
  expect(result.causes[0]).toMatch(/another prompt .* damaged or mixed up/);
  expect(output()).toContain('0 of the first 8 targets hit');
});

test('what is no pack, or called wrongly, is told by the exit code', async () => {
  expect(await runModel(['check', root])).toBe(1);
  expect(output()).toContain('pack.json');
  expect(await runModel(['check', PACK, '--device', 'gpu'])).toBe(2);
  expect(await runModel(['check'])).toBe(2);
});
