import { hexDigest } from '../../protocol/digest.ts';
import { isRepackable, repackBlocks } from '../gguf/repack.ts';
import type { PackKind } from '../pack/layout.ts';
import { type QuantisedRows, quantiseRows } from '../quantise/quantise.ts';
import { decodeRows } from '../rows.ts';

/** Some whole rows of source, to become rows of a pack. */
export interface PackJob {
  kind: PackKind;
  /** as `CheckpointTensor.dtype` */
  dtype: string;
  bytes: Uint8Array;
  columns: number;
}

export interface PackedChunk {
  data: Uint8Array<ArrayBuffer>;
  /** float32; empty for kind `f32` */
  scales: Uint8Array<ArrayBuffer>;
  /** Σ (dequantised − source)² and Σ source²; 0 for kind `f32` */
  squaredError: number;
  squaredNorm: number;
  /** see `chunkDigest` */
  digest: string;
}

/**
 * Blocks that a pack can hold as they are keep their levels; all else is decoded and quantised.
 * @throws RangeError for a value that is not finite
 */
export async function packChunk(job: PackJob): Promise<PackedChunk> {
  const { data, scales, squaredError, squaredNorm } = packRows(job);
  return { data, scales, squaredError, squaredNorm, digest: await chunkDigest(data, scales) };
}

/** SHA-256 of a chunk's data and of its scales, in hex: by it a later go knows that the disk has kept them. */
export async function chunkDigest(
  data: Uint8Array<ArrayBuffer>,
  scales: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const digests = await Promise.all([data, scales].map((bytes) => hexDigest('SHA-256', bytes)));
  return digests.join('');
}

function packRows(job: PackJob): Omit<PackedChunk, 'digest'> {
  const { kind, dtype, bytes, columns } = job;
  if (kind === 'f32') {
    const { buffer, byteOffset, byteLength } = decodeRows(job);
    const data = new Uint8Array(buffer, byteOffset, byteLength).slice();
    return { data, scales: new Uint8Array(), squaredError: 0, squaredNorm: 0 };
  }
  if (isRepackable(dtype, kind)) return asBytes(repackBlocks(dtype, kind, bytes));
  // The kernel widens bf16 itself.
  const values = dtype === 'BF16' ? asHalves(bytes) : decodeRows(job);
  return asBytes(quantiseRows(kind, values, values.length / columns, columns));
}

function asBytes({ scales, ...rest }: QuantisedRows): Omit<PackedChunk, 'digest'> {
  return { ...rest, scales: new Uint8Array(scales.buffer) };
}

function asHalves(bytes: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}
