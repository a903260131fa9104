import type { AdapterInfo } from '../../protocol/engine.ts';
import type { KvType } from '../graph/attention.ts';
import type { AccuracyLevel } from '../graph/weights.ts';
import type { GpuFaults } from './faults.ts';

/** What sessions run on. */
export type EngineDevice = CpuDevice | WebGpuDevice;

export interface CpuDevice {
  backend: 'cpu';
  /** As on the GPU, and instead of unpacked float32 weights: for tests, since it is slower here. */
  half?: boolean;
  /** Left out: `float`. */
  kv?: KvType;
}

export interface WebGpuDevice {
  backend: 'webgpu';
  gpu: GPUDevice;
  faults: GpuFaults;
  adapter: AdapterInfo;
  accuracy: AccuracyLevel;
  /** Matrix products in half precision, where no weights can make them overflow. */
  half: boolean;
  /** Left out: `float`. `float16` needs the feature `shader-f16`. */
  kv?: KvType;
}
