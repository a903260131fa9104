import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { GpuFaults } from '../../../src/engine/device/faults.ts';

class GPUOutOfMemoryError extends Error {}
class GPUValidationError extends Error {}

/** What a device tells of its troubles: the events and the promise of WebGPU's own device. */
function troubledDevice() {
  let lose: (info: { message: string; reason: string }) => void = () => {};
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  const device = Object.assign(new EventTarget(), { lost });
  const fail = (error: Error) => device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  return { faults: new GpuFaults(device as unknown as GPUDevice), fail, lose };
}

test('a healthy device passes', () => {
  expect(() => troubledDevice().faults.check()).not.toThrow();
});

test('a full memory says what to do, and the first error stays', () => {
  const { faults, fail } = troubledDevice();
  fail(new GPUOutOfMemoryError('failed to allocate 64 MB'));
  fail(new GPUValidationError('the buffer is invalid'));
  expect(() => faults.check()).toThrow(
    expect.objectContaining({
      code: 'out-of-memory',
      message: expect.stringMatching(/choose a shorter context or a smaller model.*64 MB/),
    }),
  );
});

test('any other error of the device ends its use', () => {
  const { faults, fail } = troubledDevice();
  fail(new GPUValidationError('the buffer is invalid'));
  expect(() => faults.check()).toThrow(expect.objectContaining({ code: 'device-lost' }));
});

test('a lost device ends work that would wait for it for ever', async () => {
  const { faults, lose } = troubledDevice();
  const work = faults.watch(() => new Promise(() => {}));
  lose({ message: 'the driver was reset', reason: 'unknown' });
  await expect(work).rejects.toMatchObject({
    code: 'device-lost',
    message: expect.stringContaining('the driver was reset'),
  });
});

test('work is not begun on a device that was lost', async () => {
  const { faults, lose } = troubledDevice();
  lose({ message: '', reason: 'destroyed' });
  await Promise.resolve();
  let begun = false;
  const work = faults.watch(async () => {
    begun = true;
  });
  await expect(work).rejects.toMatchObject({ code: 'device-lost' });
  expect(begun).toBe(false);
});

test('what work gave is not kept for as long as the device lives', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const { faults } = troubledDevice();
  const results: WeakRef<object>[] = [];
  const work = async () => {
    const result = await faults.watch(async () => ({ logits: new Float32Array(1000) }));
    results.push(new WeakRef(result));
  };
  for (let i = 0; i < 20; i++) await work();
  await new Promise((resolve) => setTimeout(resolve));
  collect();
  expect(results.filter((result) => result.deref()).length).toBeLessThan(3);
  faults.check();
});
