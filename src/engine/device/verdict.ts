import type { DeviceVerdict, KernelCheck } from '../../protocol/engine.ts';
import type { KvType } from '../graph/attention.ts';
import type { OrtRuntime } from '../ort/runtime.ts';
import type { KernelFamily } from './checks/check.ts';
import { checkKernels, familiesFor } from './checks/run.ts';
import type { WebGpuDevice } from './device.ts';
import { GpuFaults } from './faults.ts';
import { adapterKey, createGpuDevice, describeAdapter, featureSets, requestAdapter } from './webgpu.ts';

/** Shown to the person where nothing computes correctly. */
export const WRONG_GPU =
  'This graphics processor or its driver computes wrong results, so no model can run on it. Update the ' +
  'graphics driver and the browser; small models can run on the processor instead.';

/** Keys and values are kept in half precision where the device computes in it. */
export function kvTypeFor(features: readonly string[]): KvType {
  return isHalf(features) ? 'float16' : 'float';
}

/**
 * Whether a verdict answers what would be asked today: every set that is better than the chosen one was tried, and the
 * chosen one with every kernel family there is now. One from before a feature or a kernel was in use does not.
 */
export function stillCounts(
  { features, checks }: Pick<DeviceVerdict, 'features' | 'checks'>,
  sets: readonly (readonly string[])[],
): boolean {
  const chosen = sets.findIndex((set) => set.join() === features?.join());
  if (features !== null && chosen < 0) return false;
  const asked = features === null ? sets : sets.slice(0, chosen + 1);
  return asked.every((set, i) => {
    const tried = checks.find((check) => check.features.join() === set.join());
    const families = familiesFor(isHalf(set));
    return tried && (i !== chosen || families.every(({ name }) => name in tried.errors));
  });
}

function isHalf(features: readonly string[]): boolean {
  return features.includes('shader-f16');
}

/**
 * A device of this adapter that computes every kernel family correctly: the remembered feature set, or the
 * first of the sets worth trying that passes the known-answer tests. `device` undefined: none does. `sets`: what
 * to try instead of what suits the adapter; `families`: kernels to test instead of all.
 */
export async function trustedDevice(
  runtime: OrtRuntime,
  adapter: GPUAdapter,
  remembered: DeviceVerdict | null,
  options: { signal?: AbortSignal | undefined; sets?: GPUFeatureName[][]; families?: KernelFamily[] } = {},
): Promise<{ device: WebGpuDevice | undefined; verdict: DeviceVerdict; fresh: boolean }> {
  const info = describeAdapter(adapter);
  const key = adapterKey(info, runtime.version);
  const sets = options.sets ?? featureSets(adapter, info);
  let unused: GPUAdapter | undefined = adapter;
  /** Undefined where the browser refuses these features; it may give others. */
  const open = async (features: readonly GPUFeatureName[]): Promise<WebGpuDevice | undefined> => {
    // An adapter gives one device only; every further try asks for a new adapter.
    const source = unused ?? (await requestAdapter());
    unused = undefined;
    const gpu = await (source && createGpuDevice(source, features).catch(console.warn));
    if (!gpu) return undefined;
    const faults = new GpuFaults(gpu);
    return {
      backend: 'webgpu',
      gpu,
      faults,
      adapter: info,
      // Level 4 rounds activations to 8 bits in passes of four rows or more, and of fewer only in some cases: a guess
      // would be judged by other numbers than the token itself (docs/engine-cache.md).
      accuracy: 0,
      half: isHalf(features),
      kv: kvTypeFor(features),
    };
  };
  if (remembered?.adapter === key && stillCounts(remembered, sets)) {
    const known = sets.find((set) => set.join() === remembered.features?.join());
    const device = known && (await open(known));
    if (device || !known) return { device, verdict: remembered, fresh: false };
  }

  const checks: KernelCheck[] = [];
  // What could not be tried today may be possible tomorrow, so it decides nothing for later.
  let fresh = true;
  for (const features of sets) {
    options.signal?.throwIfAborted();
    const device = await open(features);
    if (!device) {
      checks.push({ features: [...features], passed: false, errors: {} });
      fresh = false;
      continue;
    }
    const check = await checkKernels({ runtime, device }, features, options.families);
    checks.push(check);
    if (check.passed) {
      return { device, verdict: { version: 2, adapter: key, features, checks }, fresh };
    }
    device.gpu.destroy();
  }
  return { device: undefined, verdict: { version: 2, adapter: key, features: null, checks }, fresh };
}
