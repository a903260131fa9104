import type { EngineDevice } from '../device/device.ts';
import type { OrtRuntime } from '../ort/runtime.ts';
import type { KvCache, KvShape } from './cache.ts';
import { CpuKvCache } from './cpu-cache.ts';
import { GpuKvCache } from './gpu-cache.ts';

/** The cache that suits the device's provider. */
export function createKvCache(runtime: OrtRuntime, device: EngineDevice, shape: KvShape): KvCache {
  switch (device.backend) {
    case 'cpu':
      return new CpuKvCache(runtime, shape, device.kv);
    case 'webgpu':
      return new GpuKvCache(runtime, device.gpu, shape, device.kv);
  }
}
