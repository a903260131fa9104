import { expect, test } from 'vitest';
import { familiesFor } from '../../../src/engine/device/checks/run.ts';
import { stillCounts } from '../../../src/engine/device/verdict.ts';

const HALF = ['shader-f16', 'subgroups'];
const SETS = [HALF, ['subgroups'], ['shader-f16'], []];
const names = (half: boolean) => familiesFor(half).map(({ name }) => name);
const check = (features: string[], families = names(features.includes('shader-f16'))) => ({
  features,
  passed: true,
  errors: Object.fromEntries(families.map((name) => [name, 0])),
});

test('a verdict counts for a GPU whose better feature sets were all tried', () => {
  expect(stillCounts({ features: HALF, checks: [check(HALF)] }, SETS)).toBe(true);
  expect(stillCounts({ features: ['subgroups'], checks: [check(HALF), check(['subgroups'])] }, SETS)).toBe(
    true,
  );
  expect(stillCounts({ features: null, checks: SETS.map((set) => check(set)) }, SETS)).toBe(true);
});

test('one from before half precision was in use is asked for anew, so the GPU does not stay at float32', () => {
  expect(stillCounts({ features: ['subgroups'], checks: [check(['subgroups'])] }, SETS)).toBe(false);
  expect(stillCounts({ features: [], checks: [check([])] }, [['shader-f16'], []])).toBe(false);
  expect(stillCounts({ features: null, checks: [check(['subgroups']), check([])] }, SETS)).toBe(false);
});

test('so is one that lacks a kernel of today, or chose what is not tried any more', () => {
  const [, ...fewer] = names(true);
  expect(stillCounts({ features: HALF, checks: [check(HALF, fewer)] }, SETS)).toBe(false);
  expect(stillCounts({ features: HALF, checks: [check(HALF)] }, [['subgroups'], []])).toBe(false);
});
