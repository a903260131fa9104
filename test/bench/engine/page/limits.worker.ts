import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import { GraphBuilder } from '../../../../src/engine/graph/builder.ts';
import { encodeModel } from '../../../../src/engine/onnx/encode.ts';
import { browserRuntime } from '../../../../src/engine/ort/browser.ts';
import type { Limits } from './wire.ts';

/** What this device can do at best: a plain copy of memory, and one large float32 matrix product by ONNX Runtime. */
const COPY_BYTES = 128 * 2 ** 20;
const SIDE = 1024;
const RUNS = 5;

self.onmessage = async ({ data }: MessageEvent<{ webgpu: boolean }>) => {
  try {
    const limits: Limits = data.webgpu ? await onGpu() : await onCpu();
    self.postMessage({ done: limits });
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};

async function onCpu(): Promise<Limits> {
  const source = new Uint8Array(COPY_BYTES).fill(1);
  const target = new Uint8Array(COPY_BYTES);
  const seconds = await fastest(async () => target.set(source));
  return { copyBytesPerSecond: COPY_BYTES / seconds, flops: await product({ name: 'wasm' }) };
}

async function onGpu(): Promise<Limits> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no WebGPU adapter');
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
  });
  const bytes = Math.min(COPY_BYTES, maxStorageBufferBindingSize);
  const [from, to] = [0, 1].map(() => device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE }));
  const module = device.createShaderModule({
    code: `@group(0) @binding(0) var<storage, read> source: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4u>;
@compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < arrayLength(&source); i += groups.x * 256u) { target_[i] = source[i]; }
}`,
  });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [from, to].map((buffer, binding) => ({
      binding,
      resource: { buffer: buffer as GPUBuffer },
    })),
  });
  const seconds = await fastest(async () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(Math.min(65_535, bytes / 16 / 256));
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  });
  const flops = await product({ name: 'webgpu', device });
  device.destroy();
  return { copyBytesPerSecond: bytes / seconds, flops };
}

/** float32 operations per second of a [1024, 1024] by [1024, 1024] product. */
async function product(provider: { name: 'wasm' } | { name: 'webgpu'; device: GPUDevice }): Promise<number> {
  const { InferenceSession, Tensor } = browserRuntime(wasmUrl);
  const graph = new GraphBuilder('product');
  const a = graph.input('a', 'float', [SIDE, SIDE]);
  const b = graph.float('b', [SIDE, SIDE], new Float32Array(SIDE * SIDE).fill(0.5));
  // The sum of each row comes back, so that reading the result does not count.
  const rows = graph.op('MatMul', 'rows', [a, b]);
  graph.op('ReduceSum', 'sums', [rows, graph.int64([1])]);
  graph.output('sums', 'float', [SIDE, 1]);
  const session = await InferenceSession.create(encodeModel(graph.build()), {
    executionProviders: [provider],
    logSeverityLevel: 3,
  });
  const feeds = { a: new Tensor('float32', new Float32Array(SIDE * SIDE).fill(0.25), [SIDE, SIDE]) };
  const seconds = await fastest(async () => {
    const { sums } = await session.run(feeds);
    await sums?.getData();
  });
  await session.release();
  return (2 * SIDE ** 3) / seconds;
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
