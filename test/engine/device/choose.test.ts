import { expect, test } from 'vitest';
import { chooseDevice } from '../../../src/engine/device/choose.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';

const GB = 2 ** 30;
const choose = (choice: 'auto' | 'webgpu' | 'cpu', bytes: number) =>
  chooseDevice(choice, bytes, nodeRuntime(), null);

// Node has no WebGPU, which is one of the cases a person meets.
test('without WebGPU, auto runs a small pack on the processor', async () => {
  expect((await choose('auto', 10_000_000)).report).toMatchObject({ backend: 'cpu', adapter: null });
});

test('without WebGPU, a large pack is refused with what to do', async () => {
  await expect(choose('auto', 5 * GB)).rejects.toMatchObject({
    code: 'no-gpu',
    message: expect.stringContaining('hardware acceleration'),
  });
});

test('without WebGPU, webgpu is refused', async () => {
  await expect(choose('webgpu', 1)).rejects.toMatchObject({ code: 'no-gpu' });
});

test('a pack beyond the wasm heap is refused on the processor, with both sizes', async () => {
  await expect(choose('cpu', 5 * GB)).rejects.toMatchObject({
    code: 'too-large-for-cpu',
    message: expect.stringMatching(/5\.0 GB.*2\.0 GB/),
  });
});
