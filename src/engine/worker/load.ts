import type { LoadedModel, LoadProgress, LoadRequest } from '../../protocol/engine.ts';
import { Pack } from '../../protocol/pack.ts';
import { readJsonObject } from '../../weights/source.ts';
import { checkLimits } from '../budget/limits.ts';
import { memoryNeeds } from '../budget/needs.ts';
import { chooseDevice } from '../device/choose.ts';
import { Engine } from '../engine.ts';
import type { OrtRuntime } from '../ort/runtime.ts';
import { packFolder } from './pack-folder.ts';
import { opfsSnapshotStore } from './snapshot-store.ts';

/**
 * Chooses the device for a pack, tests its kernels where they are not known, and loads the pack onto it.
 * @throws EngineError, WeightsError, or the signal's reason
 */
export async function loadEngine(
  { pack: location, device: choice, contextTokens, verdict, snapshot }: LoadRequest,
  runtime: OrtRuntime,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<{ engine: Engine; model: LoadedModel }> {
  onProgress({ stage: 'device', share: 0 });
  const folder = await packFolder(location, signal);
  const packed = Pack.parse(await readJsonObject(folder, 'pack.json'));
  const context = contextTokens === undefined ? {} : { contextTokens };
  const { processor, chunkTokens } = memoryNeeds(packed, context);
  onProgress({ stage: 'checks', share: 0.02 });
  const { device, report } = await chooseDevice(choice, processor, runtime, verdict ?? null, signal);
  try {
    if (device.backend === 'webgpu') {
      checkLimits(memoryNeeds(packed, { ...context, kv: device.kv ?? 'float' }), device.gpu.limits);
    }
    const engine = await Engine.load(folder, runtime, device, {
      contextTokens,
      chunkTokens,
      onProgress,
      signal,
      snapshots: snapshot === false ? undefined : (packHash) => opfsSnapshotStore(location, packHash),
    });
    const { pack, packHash } = engine.pack;
    const { name, quant, profile } = pack;
    return { engine, model: { name, packHash, quant, profile, device: report } };
  } catch (error) {
    if (device.backend === 'webgpu') device.gpu.destroy();
    throw error;
  }
}
