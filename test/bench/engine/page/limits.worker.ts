import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import { createGpuDevice, describeAdapter, requestAdapter } from '../../../../src/engine/device/webgpu.ts';
import { GraphBuilder } from '../../../../src/engine/graph/builder.ts';
import { encodeModel } from '../../../../src/engine/onnx/encode.ts';
import { browserRuntime } from '../../../../src/engine/ort/browser.ts';
import type { OrtRuntime } from '../../../../src/engine/ort/runtime.ts';
import { gpuBandwidth } from './gpu-bandwidth.ts';
import { readingMemory } from './read-kernel.ts';
import type { Limits, LimitsOrder } from './wire.ts';

// What this device can do at best: copy memory, read it, and multiply two large matrices by ONNX Runtime.
const BYTES = 128 * 2 ** 20;
/** Larger than any cache of a graphics card. */
const GPU_BYTES = 512 * 2 ** 20;
/** Of the matrices: on a GPU a smaller product is over before the next one is sent. */
const SIDE = 1024;
const GPU_SIDE = 4096;
const RUNS = 5;

self.onmessage = async ({ data }: MessageEvent<LimitsOrder>) => {
  try {
    const limits = data.webgpu ? await onGpu(data.features) : await onCpu(data.threads);
    self.postMessage({ done: limits });
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};

async function onCpu(threads: number | undefined): Promise<Limits> {
  const source = new Uint8Array(BYTES).fill(1);
  const target = new Uint8Array(BYTES);
  const copying = await fastest(async () => target.set(source));
  const read = readingMemory(BYTES);
  const reading = await fastest(async () => void read());
  const flops = await product(browserRuntime(wasmUrl, threads), { name: 'wasm' }, SIDE, false);
  return { copyBytesPerSecond: (2 * BYTES) / copying, readBytesPerSecond: BYTES / reading, flops };
}

/** On a device like the engine's. Where that has half precision, the faster product counts. */
async function onGpu(features: readonly string[]): Promise<Limits> {
  const adapter = await requestAdapter();
  if (!adapter) throw new Error('no WebGPU adapter');
  const { software } = describeAdapter(adapter);
  const device = await createGpuDevice(adapter, features as GPUFeatureName[]);
  const bytes = Math.min(software ? BYTES : GPU_BYTES, device.limits.maxStorageBufferBindingSize);
  const { copy, read, free } = gpuBandwidth(device, bytes);
  const copying = await fastest(copy);
  const reading = await fastest(read);
  free();
  const runtime = browserRuntime(wasmUrl);
  const side = software ? SIDE : GPU_SIDE;
  const flops = [];
  for (const half of features.includes('shader-f16') ? [false, true] : [false])
    flops.push(await product(runtime, { name: 'webgpu', device }, side, half));
  device.destroy();
  return {
    copyBytesPerSecond: (2 * bytes) / copying,
    readBytesPerSecond: bytes / reading,
    flops: Math.max(...flops),
  };
}

/** Operations per second of a [side, side] by [side, side] product, in float32 or half precision. */
async function product(
  { InferenceSession, Tensor }: OrtRuntime,
  provider: { name: 'wasm' } | { name: 'webgpu'; device: GPUDevice },
  side: number,
  half: boolean,
): Promise<number> {
  const graph = new GraphBuilder('product');
  // Neither sending a matrix nor reading the result back is to count: one number goes in, the sum of each row comes out.
  const one = graph.input('one', 'float', [1, 1]);
  const a = graph.op('Expand', 'a', [one, graph.int64([side, side])]);
  const b = graph.float('b', [side, side], new Float32Array(side * side).fill(1 / side));
  const rows = half
    ? graph.cast(
        graph.op('MatMul', 'half', [graph.cast(a, 'float16', 'a16'), graph.cast(b, 'float16', 'b16')]),
        'float',
        'rows',
      )
    : graph.op('MatMul', 'rows', [a, b]);
  graph.op('ReduceSum', 'sums', [rows, graph.int64([1])]);
  graph.output('sums', 'float', [side, 1]);
  const session = await InferenceSession.create(encodeModel(graph.build()), {
    executionProviders: [provider],
    logSeverityLevel: 3,
  });
  const feeds = { one: new Tensor('float32', new Float32Array([1]), [1, 1]) };
  const seconds = await fastest(async () => {
    const { sums } = await session.run(feeds);
    await sums?.getData();
  });
  await session.release();
  return (2 * side ** 3) / seconds;
}

/** Seconds of the fastest of a few runs, after one that does not count. */
async function fastest(work: () => Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= RUNS; run++) {
    const started = performance.now();
    await work();
    if (run > 0) best = Math.min(best, performance.now() - started);
  }
  return best / 1000;
}
