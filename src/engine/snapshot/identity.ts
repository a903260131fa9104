import type { OpenPack } from '../../weights/pack/read.ts';
import type { EngineDevice } from '../device/device.ts';
import type { OrtRuntime } from '../ort/runtime.ts';

/** Grows with every change of the graph that changes keys or values by more than rounding, or of the file's layout. */
const VERSION = 1;

/** Equal only where the same token ids have the same keys and values: pack, device, kernels, precision. */
export function snapshotIdentity({ packHash }: OpenPack, device: EngineDevice, runtime: OrtRuntime): string {
  const on =
    device.backend === 'cpu'
      ? { backend: device.backend }
      : { backend: device.backend, accuracy: device.accuracy, adapter: device.adapter };
  return JSON.stringify({ version: VERSION, packHash, runtime: runtime.version, dtype: 'f32', ...on });
}
