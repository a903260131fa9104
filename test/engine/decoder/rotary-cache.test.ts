import { afterEach, expect, test, vi } from 'vitest';
import { GpuRotaryCache } from '../../../src/engine/decoder/rotary-cache.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';

const HALF = 8;
const rows = (tokens: number) => ({
  cos: new Float32Array(tokens * HALF).fill(1),
  sin: new Float32Array(tokens * HALF),
});

/** Stands for a GPU, which Node has none of: notes what is set aside and sent there. */
function gpu() {
  const made: number[] = [];
  const sent: [offset: number, floats: number][] = [];
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_SRC: 2, COPY_DST: 4 });
  const device = {
    createBuffer: ({ size }: { size: number }) => {
      made.push(size);
      return { size, destroy: () => {} };
    },
    queue: {
      writeBuffer: (_: unknown, offset: number, data: Float32Array) => void sent.push([offset, data.length]),
    },
  };
  return { device: device as unknown as GPUDevice, made, sent };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('what a context needs is set aside once; each call sends only its own rows', () => {
  const { device, made, sent } = gpu();
  const cache = new GpuRotaryCache(nodeRuntime(), device, HALF, 2000);
  cache.write(0, rows(1500));
  cache.write(1500, rows(1));
  const { cos } = cache.write(1400, rows(600));
  expect(made).toEqual([2000 * HALF * 4, 2000 * HALF * 4]);
  expect(sent.filter((_, i) => i % 2 === 0)).toEqual([
    [0, 1500 * HALF],
    [1500 * HALF * 4, HALF],
    [1400 * HALF * 4, 600 * HALF],
  ]);
  expect(cos.dims).toEqual([2000, HALF]);
});

test('beyond that, or where no context was named, it grows and keeps its rows', () => {
  const { device, made, sent } = gpu();
  const cache = new GpuRotaryCache(nodeRuntime(), device, HALF, 0);
  expect(made).toEqual([]);
  cache.write(0, rows(1024));
  cache.write(1024, rows(1));
  expect(made).toEqual([1024, 1024, 2048, 2048].map((tokens) => tokens * HALF * 4));
  expect(sent.at(-1)).toEqual([0, 1025 * HALF]);
});
