import type { AdapterInfo } from '../../protocol/engine.ts';

/** Subgroups smaller than this make the provider's attention silently wrong (measured at size 4). */
const MIN_SUBGROUP_SIZE = 16;

/** The adapter to compute on; undefined where the browser has no WebGPU or offers none. */
export async function requestAdapter(): Promise<GPUAdapter | undefined> {
  // Absent in Node, in browsers without WebGPU, and on insecure pages.
  const gpu: GPU | undefined = globalThis.navigator?.gpu;
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
}

/** What the browser says about an adapter. */
export function describeAdapter({ info }: GPUAdapter): AdapterInfo {
  const words = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  const software = info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render|warp/.test(words);
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    device: info.device,
    description: info.description,
    software,
    subgroupMinSize: info.subgroupMinSize ?? null,
  };
}

/** A key under which a verdict on this adapter may be remembered: another browser or driver asks for a new one. */
export function adapterKey(info: AdapterInfo, ortVersion: string): string {
  const adapter = [info.vendor, info.architecture, info.device, info.description].join('/');
  return `${adapter} | ${navigator.userAgent} | ort ${ortVersion}`;
}

/** Sets of optional features worth trying, the best first: half the memory for keys and values counts more than speed. */
export function featureSets(adapter: GPUAdapter, info: AdapterInfo): GPUFeatureName[][] {
  // Emulated features of a software adapter make nothing faster.
  if (info.software) return [[]];
  const wide = (info.subgroupMinSize ?? 0) >= MIN_SUBGROUP_SIZE && adapter.features.has('subgroups');
  const half = adapter.features.has('shader-f16');
  const sets: GPUFeatureName[][] = wide ? [['subgroups'], []] : [[]];
  return half ? sets.flatMap((set): GPUFeatureName[][] => [['shader-f16', ...set], set]) : sets;
}

/** A device with exactly these features and everything the adapter's limits allow. */
export function createGpuDevice(
  adapter: GPUAdapter,
  features: readonly GPUFeatureName[],
): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name in adapter.limits) {
    const limit: unknown = Reflect.get(adapter.limits, name);
    if (typeof limit === 'number') requiredLimits[name] = limit;
  }
  return adapter.requestDevice({ requiredFeatures: [...features], requiredLimits });
}
