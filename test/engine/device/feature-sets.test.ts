import { expect, test } from 'vitest';
import { featureSets } from '../../../src/engine/device/webgpu.ts';
import type { AdapterInfo } from '../../../src/protocol/engine.ts';

const INFO: AdapterInfo = {
  vendor: 'v',
  architecture: 'a',
  device: 'd',
  description: '',
  software: false,
  subgroupMinSize: 32,
};

const setsOf = (features: string[], info: Partial<AdapterInfo> = {}) =>
  featureSets({ features: new Set(features) } as unknown as GPUAdapter, { ...INFO, ...info });

test('what makes products faster is tried first, each feature apart after that, and none at last', () => {
  expect(setsOf(['shader-f16', 'subgroups'])).toEqual([
    ['shader-f16', 'subgroups'],
    ['subgroups'],
    ['shader-f16'],
    [],
  ]);
  expect(setsOf(['subgroups'])).toEqual([['subgroups'], []]);
  expect(setsOf(['shader-f16'])).toEqual([['shader-f16'], []]);
});

test('narrow subgroups and software adapters are left alone', () => {
  expect(setsOf(['shader-f16', 'subgroups'], { subgroupMinSize: 4 })).toEqual([['shader-f16'], []]);
  expect(setsOf(['shader-f16', 'subgroups'], { software: true })).toEqual([[]]);
});
