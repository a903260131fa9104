import type { DeviceVerdict, KernelCheck } from '../../protocol/engine.ts';
import type { AccuracyLevel } from '../graph/weights.ts';
import type { OrtRuntime } from '../ort/runtime.ts';
import { checkKernels } from './checks/run.ts';
import type { WebGpuDevice } from './device.ts';
import { GpuFaults } from './faults.ts';
import { adapterKey, createGpuDevice, describeAdapter, featureSets, requestAdapter } from './webgpu.ts';

/** Shown to the person where nothing computes correctly. */
export const WRONG_GPU =
  'This graphics processor or its driver computes wrong results, so no model can run on it. Update the ' +
  'graphics driver and the browser; small models can run on the processor instead.';

/**
 * A device of this adapter that computes every kernel family correctly: the remembered feature set, or the
 * first of the sets worth trying that passes the known-answer tests. `device` undefined: none does.
 */
export async function trustedDevice(
  runtime: OrtRuntime,
  adapter: GPUAdapter,
  remembered: DeviceVerdict | null,
  signal?: AbortSignal,
): Promise<{ device: WebGpuDevice | undefined; verdict: DeviceVerdict; fresh: boolean }> {
  const info = describeAdapter(adapter);
  const key = adapterKey(info, runtime.version);
  // Rounded activations pay off only with the subgroup kernels of real GPUs.
  const accuracyFor = (features: readonly string[]): AccuracyLevel =>
    features.includes('subgroups') ? 4 : 0;
  const open = async (source: GPUAdapter, features: readonly GPUFeatureName[]): Promise<WebGpuDevice> => {
    const gpu = await createGpuDevice(source, features);
    const faults = new GpuFaults(gpu);
    return { backend: 'webgpu', gpu, faults, adapter: info, accuracy: accuracyFor(features) };
  };
  if (remembered?.adapter === key) {
    const { features } = remembered;
    const known = featureSets(adapter, info).find((set) => set.join() === features?.join());
    if (features === null) return { device: undefined, verdict: remembered, fresh: false };
    if (known) return { device: await open(adapter, known), verdict: remembered, fresh: false };
  }

  const checks: KernelCheck[] = [];
  for (const features of featureSets(adapter, info)) {
    signal?.throwIfAborted();
    // An adapter gives one device only; every further try asks for a new adapter.
    const source = checks.length === 0 ? adapter : await requestAdapter();
    if (!source) break;
    const device = await open(source, features);
    const check = await checkKernels({ runtime, device }, features);
    checks.push(check);
    if (check.passed) {
      return { device, verdict: { version: 1, adapter: key, features, checks }, fresh: true };
    }
    device.gpu.destroy();
  }
  return { device: undefined, verdict: { version: 1, adapter: key, features: null, checks }, fresh: true };
}
