import type { OpenPack } from '../../weights/pack/read.ts';
import type { EngineDevice } from '../device/device.ts';
import type { OrtRuntime } from '../ort/runtime.ts';

/** Grows with every change of the graph that changes keys or values by more than rounding, or of the file's layout. */
const VERSION = 2;

/** Equal only where the same token ids have the same keys and values: pack, device, kernels, precision. */
export function snapshotIdentity(
  { packHash }: Pick<OpenPack, 'packHash'>,
  device: EngineDevice,
  { version }: Pick<OrtRuntime, 'version'>,
): string {
  return JSON.stringify({ version: VERSION, packHash, runtime: version, dtype: 'f32', on: kindOf(device) });
}

/** All that is known of the device but its live objects: what is added to it counts too. */
function kindOf(device: EngineDevice): object {
  if (device.backend === 'cpu') return device;
  const { gpu: _gpu, faults: _faults, ...kind } = device;
  return kind;
}
