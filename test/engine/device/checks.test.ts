import { describe, expect, test } from 'vitest';
import type { KernelFamily } from '../../../src/engine/device/checks/check.ts';
import { checkKernels, HALF_FAMILIES, KERNEL_FAMILIES } from '../../../src/engine/device/checks/run.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';

const context = { runtime: nodeRuntime(), device: { backend: 'cpu' } } as const;

test('every kernel family gives the known answers on the CPU provider', async () => {
  const check = await checkKernels(context, []);
  expect(check.passed).toBe(true);
  expect(Object.keys(check.errors)).toEqual(KERNEL_FAMILIES.map(({ name }) => name));
  for (const error of Object.values(check.errors)) expect(error).toBeLessThan(1e-6);
}, 60_000);

test('half precision is tested besides where the device has it', async () => {
  const half = { ...context, device: { ...context.device, half: true } };
  const { passed, errors } = await checkKernels(half, ['shader-f16']);
  expect(passed).toBe(true);
  for (const { name } of HALF_FAMILIES) {
    // Rounded, and not more than that.
    expect(errors[name]).toBeGreaterThan(1e-6);
    expect(errors[name]).toBeLessThan(2e-3);
  }
  expect(Object.keys(errors)).toHaveLength(KERNEL_FAMILIES.length + HALF_FAMILIES.length);
}, 60_000);

describe('a device is not trusted', () => {
  const family = (actual: number[]): KernelFamily => ({
    name: 'attention',
    tolerance: 1e-3,
    run: async () => [
      { actual: Float32Array.of(1, 2), expected: Float32Array.of(1, 2) },
      { actual: Float32Array.from(actual), expected: Float32Array.of(3, 4) },
    ],
  });

  test('whose one answer is off', async () => {
    const check = await checkKernels(context, ['subgroups'], [family([3, 4.5])]);
    expect(check).toMatchObject({ features: ['subgroups'], passed: false, errors: { attention: 0.1 } });
  });

  test('that answers NaN', async () => {
    expect(await checkKernels(context, [], [family([3, Number.NaN])])).toMatchObject({
      passed: false,
      errors: { attention: null },
    });
  });

  test('that answers too little', async () => {
    expect((await checkKernels(context, [], [family([3])])).passed).toBe(false);
  });

  test('that cannot run a kernel at all', async () => {
    const broken: KernelFamily = {
      name: 'matmul',
      tolerance: 1,
      run: () => Promise.reject(new Error('pipeline creation failed')),
    };
    const check = await checkKernels(context, [], [broken, family([3, 4])]);
    expect(check).toMatchObject({ passed: false, errors: { matmul: null, attention: 0 } });
  });
});
