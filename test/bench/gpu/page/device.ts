import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import type { WebGpuDevice } from '../../../../src/engine/device/device.ts';
import { GpuFaults } from '../../../../src/engine/device/faults.ts';
import { trustedDevice } from '../../../../src/engine/device/verdict.ts';
import { createGpuDevice, describeAdapter, requestAdapter } from '../../../../src/engine/device/webgpu.ts';
import { browserRuntime } from '../../../../src/engine/ort/browser.ts';
import type { OrtRuntime } from '../../../../src/engine/ort/runtime.ts';

export interface BenchGpu {
  runtime: OrtRuntime;
  device: WebGpuDevice;
}

/** The device the engine would choose; on a software adapter without half a minute of kernel checks. */
export async function openGpu(): Promise<BenchGpu> {
  const runtime = browserRuntime(wasmUrl);
  const adapter = await requestAdapter();
  if (!adapter) throw new Error('this browser offers no WebGPU adapter');
  const info = describeAdapter(adapter);
  if (!info.software) {
    const { device } = await trustedDevice(runtime, adapter, null);
    if (!device) throw new Error('this GPU computes wrong results');
    return { runtime, device };
  }
  const gpu = await createGpuDevice(adapter, []);
  const plain = { backend: 'webgpu', accuracy: 0, half: false } as const;
  return { runtime, device: { ...plain, gpu, faults: new GpuFaults(gpu), adapter: info } };
}

/** ms of each of `runs`, after one that does not count. */
export async function timed(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    await work();
    if (run > 0) all.push(performance.now() - started);
  }
  return all;
}
