import type { AdapterInfo, LoadedModel } from '../protocol/engine.ts';
import type { ModelInfo } from '../protocol/model.ts';

/** A loaded model in the few words that people are shown. */
export function modelInfo({ name, packHash, quant, device }: LoadedModel): ModelInfo {
  const adapter = device.adapter && adapterName(device.adapter);
  return { name, packHash, quant, device: { backend: device.backend, adapter } };
}

/** What the browser calls a GPU. */
export function adapterName({ description, vendor, architecture }: AdapterInfo): string {
  return description || `${vendor} ${architecture}`.trim();
}
