import type { LoadedModel } from '../protocol/engine.ts';
import type { ModelInfo } from '../protocol/model.ts';

/** A loaded model in the few words that people are shown. */
export function modelInfo({ name, packHash, quant, device }: LoadedModel): ModelInfo {
  const adapter =
    device.adapter &&
    (device.adapter.description || `${device.adapter.vendor} ${device.adapter.architecture}`.trim());
  return { name, packHash, quant, device: { backend: device.backend, adapter } };
}
