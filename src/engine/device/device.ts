import type { AdapterInfo } from '../../protocol/engine.ts';
import type { AccuracyLevel } from '../graph/weights.ts';
import type { GpuFaults } from './faults.ts';

/** What sessions run on. */
export type EngineDevice = CpuDevice | WebGpuDevice;

export interface CpuDevice {
  backend: 'cpu';
}

export interface WebGpuDevice {
  backend: 'webgpu';
  gpu: GPUDevice;
  faults: GpuFaults;
  adapter: AdapterInfo;
  accuracy: AccuracyLevel;
}
