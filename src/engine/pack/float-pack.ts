import type { PackTensor } from '../../protocol/pack.ts';
import { type OpenPack, readTensor } from '../../weights/pack/read.ts';
import { memorySource } from '../../weights/source.ts';

const SHARD = 'float32';

/**
 * The same pack with the chosen quantised tensors as float32, exactly what they stand for, in one more shard in
 * memory. For the processor: ONNX Runtime's wasm kernels multiply by 8-bit weights about four times slower than by
 * float32 ones, and the packs that run there are small.
 * @param chosen by the tensor's name
 */
export async function floatPack(open: OpenPack, chosen: (name: string) => boolean): Promise<OpenPack> {
  const { pack, shards } = open;
  const tensors: Record<string, PackTensor> = { ...pack.tensors };
  const parts: Float32Array[] = [];
  let offset = 0;
  for (const [name, { kind, shape }] of Object.entries(pack.tensors)) {
    if (kind === 'f32' || !chosen(name)) continue;
    const values = await readTensor(open, name);
    tensors[name] = { kind: 'f32', shape, data: { shard: shards.length, offset, bytes: values.byteLength } };
    parts.push(values);
    offset += values.byteLength;
  }
  const bytes = new Uint8Array(offset);
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  const shard = { file: SHARD, bytes: bytes.length, sha256: '' };
  return {
    ...open,
    pack: { ...pack, tensors, shards: [...pack.shards, shard] },
    shards: [...shards, memorySource(SHARD, bytes)],
  };
}
