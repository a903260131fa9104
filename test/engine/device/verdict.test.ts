import { expect, test, vi } from 'vitest';
import { familiesFor } from '../../../src/engine/device/checks/run.ts';
import { stillCounts, trustedDevice } from '../../../src/engine/device/verdict.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';

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

test('a GPU that refuses one set of features is asked for the next, and for all of them the next time', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const requestDevice = async ({ requiredFeatures = [] }: { requiredFeatures?: string[] }) => {
    if (requiredFeatures.includes('shader-f16')) throw new Error('the driver refused');
    return Object.assign(new EventTarget(), { lost: new Promise(() => {}) });
  };
  const info = { vendor: 'v', architecture: 'a', device: 'd', description: '', isFallbackAdapter: false };
  const adapter = { info, limits: {}, requestDevice } as unknown as GPUAdapter;
  vi.stubGlobal('navigator', { userAgent: 'test', gpu: { requestAdapter: async () => adapter } });
  try {
    const sets: GPUFeatureName[][] = [['shader-f16'], []];
    const { device, verdict, fresh } = await trustedDevice(nodeRuntime(), adapter, null, {
      sets,
      families: [],
    });
    expect(device?.half).toBe(false);
    expect(verdict.features).toEqual([]);
    expect(verdict.checks.map(({ features, passed }) => ({ features, passed }))).toEqual([
      { features: ['shader-f16'], passed: false },
      { features: [], passed: true },
    ]);
    // Not to be remembered: a refusal may pass.
    expect(fresh).toBe(false);
    expect(warned).toHaveBeenCalledOnce();

    // The same where it was given the last time.
    const remembered = { ...verdict, features: sets[0] ?? [], checks: [check(['shader-f16'])] };
    const again = await trustedDevice(nodeRuntime(), adapter, remembered, { sets, families: [] });
    expect(again.device?.half).toBe(false);
  } finally {
    vi.unstubAllGlobals();
    warned.mockRestore();
  }
});
