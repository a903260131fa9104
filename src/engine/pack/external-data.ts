import type { OpenPack } from '../../weights/pack/read.ts';
import type { EngineDevice } from '../device/device.ts';
import type { InferenceSession, OrtRuntime } from '../ort/runtime.ts';
import { PacedBlob } from './paced-blob.ts';

type ExternalData = NonNullable<InferenceSession.SessionOptions['externalData']>;

/**
 * The shards as ONNX external data: Blobs where the runtime streams them tensor by tensor, on a GPU no faster than
 * it takes them; else whole in memory (small packs only: a wasm heap ends at 4 GB).
 */
export async function externalData(
  { pack, shards }: OpenPack,
  runtime: OrtRuntime,
  device: EngineDevice,
): Promise<ExternalData> {
  const paced = (blob: Blob) =>
    device.backend === 'webgpu' ? new PacedBlob(blob, () => device.gpu.queue.onSubmittedWorkDone()) : blob;
  return Promise.all(
    pack.shards.map(async ({ file }, i) => {
      const shard = shards[i];
      if (!shard) throw new Error(`${file} is not open`);
      if (shard.blob && runtime.streamsBlobs) return { path: file, data: paced(shard.blob) };
      return { path: file, data: await shard.read(0, shard.size) };
    }),
  );
}
