import { Pack, type PackTensor, type Span } from '../../protocol/pack.ts';
import { WeightsError } from '../errors.ts';
import { dequantiseRows } from '../quantise/dequantise.ts';
import { type Qwen25VlConfig, readQwen25VlConfig } from '../qwen2_5_vl/config.ts';
import { sha256Hex } from '../sha256.ts';
import { type ByteSource, type FolderSource, parseJsonObject } from '../source.ts';
import { matrixShape, spanBytes } from './layout.ts';
import { checkPack } from './validate.ts';

const PACK_JSON_LIMIT = 64 * 2 ** 20;

/** A pack whose pack.json has been checked against its shards' sizes and its architecture. */
export interface OpenPack {
  readonly pack: Pack;
  readonly config: Qwen25VlConfig;
  /** sha256 of pack.json, in hex: it covers the shards through their own hashes. */
  readonly packHash: string;
  /** One source per entry of `pack.shards`; in a browser each has its `blob`. */
  readonly shards: readonly ByteSource[];
  readonly folder: FolderSource;
  close(): Promise<void>;
}

/**
 * Opens a pack: reads pack.json, checks every field, span and tensor, opens the shards. Their contents are not
 * hashed here; `verifyPack` does that.
 * @throws WeightsError `not-found`, `bad-pack` or `bad-config`.
 */
export async function openPack(folder: FolderSource): Promise<OpenPack> {
  const bytes = await readWhole(folder, 'pack.json').catch((error: unknown) => {
    throw error instanceof WeightsError && error.code === 'not-found' ? noPack(folder) : error;
  });
  const text = new TextDecoder().decode(bytes);
  const parsed = Pack.safeParse(parseJsonObject('pack.json', text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new WeightsError('bad-pack', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, {
      file: 'pack.json',
    });
  }
  const pack = parsed.data;
  const config = readQwen25VlConfig(pack.config);
  checkPack(pack, config);
  const shards: ByteSource[] = [];
  const close = async () => {
    await Promise.all(shards.map((shard) => shard.close()));
  };
  try {
    for (const { file, bytes: expected } of pack.shards) {
      const shard = await folder.open(file);
      shards.push(shard);
      if (shard.size !== expected) {
        throw new WeightsError('bad-pack', 'the shard has another size than pack.json says', {
          file,
          expected: `${expected} bytes`,
          found: String(shard.size),
          next: 'Import the model again or copy the pack again',
        });
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { pack, config, packHash: sha256Hex(bytes), shards, folder, close };
}

function noPack({ name }: FolderSource): WeightsError {
  return new WeightsError('not-found', `the folder ${name} is no Sidefara pack, or is not there`, {
    file: 'pack.json',
    next: 'Give the folder of a pack, or make one by importing the weights',
  });
}

/** @throws WeightsError `bad-pack` when the pack has no such tensor. */
export function packTensor({ pack }: OpenPack, name: string): PackTensor {
  const tensor = Object.hasOwn(pack.tensors, name) ? pack.tensors[name] : undefined;
  if (!tensor) throw new WeightsError('bad-pack', 'the pack has no such tensor', { tensor: name });
  return tensor;
}

/** The bytes of a span, in memory of their own. */
export async function readSpan({ shards, pack }: OpenPack, span: Span): Promise<Uint8Array> {
  const shard = shards[span.shard];
  if (!shard) {
    throw new WeightsError('bad-pack', 'the span lies in no shard', {
      expected: `a shard below ${pack.shards.length}`,
      found: String(span.shard),
    });
  }
  return shard.read(span.offset, span.bytes);
}

/** A tensor as float32 in its logical shape, dequantised where it is packed. For small tensors and tests. */
export async function readTensor(pack: OpenPack, name: string): Promise<Float32Array> {
  const { shape } = packTensor(pack, name);
  return readRows(pack, name, 0, matrixShape(shape).rows);
}

/** Rows [from, to) of a matrix as float32 [to - from, K]: how token embeddings are gathered. */
export async function readRows(
  pack: OpenPack,
  name: string,
  from: number,
  to: number,
): Promise<Float32Array> {
  const tensor = packTensor(pack, name);
  const { rows, columns } = matrixShape(tensor.shape);
  if (from < 0 || to > rows || from > to) {
    throw new RangeError(`rows ${from} to ${to} of ${name}, which has ${rows}`);
  }
  const part = async (span: Span, rowBytes: number) =>
    readSpan(pack, { ...span, offset: span.offset + from * rowBytes, bytes: (to - from) * rowBytes });
  const row = spanBytes(tensor.kind, [1, columns]);
  const data = await part(tensor.data, row.data);
  if (tensor.kind === 'f32') return asFloat32(data);
  if (!tensor.scales)
    throw new WeightsError('bad-pack', 'a quantised tensor has no scales', { tensor: name });
  const scales = asFloat32(await part(tensor.scales, row.scales));
  return dequantiseRows(tensor.kind, data, scales, to - from, columns);
}

/** A little-endian view; copies only where the bytes are not aligned to four. */
export function asFloat32(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

async function readWhole(folder: FolderSource, file: string): Promise<Uint8Array> {
  const source = await folder.open(file);
  try {
    if (source.size > PACK_JSON_LIMIT) {
      throw new WeightsError('bad-pack', 'the file is too large', {
        file,
        expected: `at most ${PACK_JSON_LIMIT} bytes`,
        found: String(source.size),
      });
    }
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}
