import type { AdapterInfo } from '../../protocol/engine.ts';
import type { AccuracyLevel } from '../graph/weights.ts';

/** What sessions run on. */
export type EngineDevice = CpuDevice | WebGpuDevice;

export interface CpuDevice {
  backend: 'cpu';
}

export interface WebGpuDevice {
  backend: 'webgpu';
  gpu: GPUDevice;
  adapter: AdapterInfo;
  accuracy: AccuracyLevel;
}
