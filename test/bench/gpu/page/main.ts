import '../../../../src/protocol/jitless.ts';
import { BufferCount } from './buffers.ts';
import { type CaptureReport, tryCapture } from './capture.ts';
import { openGpu } from './device.ts';
import { type ChoiceTimes, compareChoosing } from './logits.ts';
import { type MemoryMeasured, type MemoryOrder, measureMemory } from './memory.ts';
import { compareProducts, type ProductTimes } from './products.ts';

declare global {
  var gpuBench: {
    adapter(): Promise<string>;
    capture(base: string, runs: number): Promise<CaptureReport>;
    choosing(rows: number, runs: number): Promise<ChoiceTimes>;
    memory(order: MemoryOrder): Promise<MemoryMeasured>;
    products(runs: number): Promise<ProductTimes[]>;
  };
}
const count = new BufferCount();
// One device for all: the provider keeps the first one it was given.
const gpu = openGpu();
globalThis.gpuBench = {
  adapter: async () => (await gpu).device.adapter.description || (await gpu).device.adapter.architecture,
  capture: async (base, runs) => tryCapture(await gpu, base, runs),
  choosing: async (rows, runs) => compareChoosing(await gpu, rows, runs),
  memory: async (order) => measureMemory(await gpu, count, order),
  products: async (runs) => compareProducts(await gpu, runs),
};
