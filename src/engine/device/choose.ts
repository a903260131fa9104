import type { DeviceChoice, DeviceReport, DeviceVerdict } from '../../protocol/engine.ts';
import { EngineError } from '../errors.ts';
import type { OrtRuntime } from '../ort/runtime.ts';
import type { EngineDevice, WebGpuDevice } from './device.ts';
import { trustedDevice, WRONG_GPU } from './verdict.ts';
import { describeAdapter, requestAdapter } from './webgpu.ts';

/** Bytes of unpacked weights up to which the processor is worth trying; beyond, one answer takes minutes. */
const AUTO_CPU_LIMIT = 512 * 2 ** 20;
/** Bytes of unpacked weights that fit the wasm heap (4 GB) with room for activations. */
const CPU_LIMIT = 2 * 2 ** 30;

export interface ChosenDevice {
  device: EngineDevice;
  report: DeviceReport;
}

/**
 * Where a pack runs whose weights take `unpackedBytes` as float32, before the GPU's kernels are tested. `auto`: a real GPU; otherwise small packs
 * run on the processor (60 times faster than a software adapter).
 * @param adapter null: the browser offers none
 * @throws EngineError `no-gpu` or `too-large-for-cpu`, worded for the person
 */
export function backendFor(
  choice: DeviceChoice,
  unpackedBytes: number,
  adapter: { software: boolean } | null,
): 'cpu' | 'webgpu' {
  switch (choice) {
    case 'cpu':
      if (unpackedBytes > CPU_LIMIT) throw tooLarge(unpackedBytes, CPU_LIMIT, 'Choose the GPU.');
      return 'cpu';
    case 'webgpu':
      if (!adapter) throw noGpu();
      return 'webgpu';
    case 'auto':
      if (adapter && !adapter.software) return 'webgpu';
      if (unpackedBytes <= AUTO_CPU_LIMIT) return 'cpu';
      throw adapter ? tooLarge(unpackedBytes, AUTO_CPU_LIMIT, 'Only a software GPU was found.') : noGpu();
  }
}

/**
 * Decides what a pack runs on whose weights take `unpackedBytes` as float32: what `backendFor` says, provided that the GPU's kernels are right;
 * where they are not, `auto` takes the processor for a small pack.
 * @throws EngineError `no-gpu`, `gpu-wrong` or `too-large-for-cpu`, worded for the person
 */
export async function chooseDevice(
  choice: DeviceChoice,
  unpackedBytes: number,
  runtime: OrtRuntime,
  remembered: DeviceVerdict | null,
  signal?: AbortSignal,
): Promise<ChosenDevice> {
  const adapter = choice === 'cpu' ? undefined : await requestAdapter();
  const backend = backendFor(choice, unpackedBytes, adapter ? describeAdapter(adapter) : null);
  if (backend === 'cpu' || !adapter) return onCpu(null);
  const { device, verdict, fresh } = await trustedDevice(runtime, adapter, remembered, { signal });
  if (device) return onGpu(device, verdict, fresh);
  if (choice === 'auto' && unpackedBytes <= AUTO_CPU_LIMIT) return onCpu(fresh ? verdict : null);
  throw new EngineError('gpu-wrong', WRONG_GPU);
}

function onCpu(verdict: DeviceVerdict | null): ChosenDevice {
  return { device: { backend: 'cpu' }, report: { backend: 'cpu', adapter: null, features: [], verdict } };
}

function onGpu(device: WebGpuDevice, verdict: DeviceVerdict, fresh: boolean): ChosenDevice {
  const features = verdict.features ?? [];
  const report = { backend: device.backend, adapter: device.adapter, features };
  return { device, report: { ...report, verdict: fresh ? verdict : null } };
}

function noGpu(): EngineError {
  return new EngineError(
    'no-gpu',
    'The browser offers no graphics processor to web applications (WebGPU). Update browser and graphics ' +
      'driver, turn on hardware acceleration in the browser settings, or use the small built-in model.',
  );
}

function tooLarge(bytes: number, limit: number, why: string): EngineError {
  const [size, most] = [bytes, limit].map((value) => `${(value / 2 ** 30).toFixed(1)} GB`);
  return new EngineError(
    'too-large-for-cpu',
    `This model's weights take ${size} on the processor, which can run up to ${most}. ${why} ` +
      'A graphics processor (GPU) with enough memory, or the small built-in model, is needed.',
  );
}
