import type { Pack, PackTensor } from '../protocol/pack.ts';
import { WeightsError } from './errors.ts';
import { isRepackable, repackBlocks } from './gguf/repack.ts';
import { openModelFolder } from './model_folder.ts';
import { matrixShape, SHARD_LIMIT, spanBytes } from './pack/layout.ts';
import { ShardWriter } from './pack/write.ts';
import { type QuantisedRows, quantiseRows } from './quantise/quantise.ts';
import { kindFor } from './quantise/recipe.ts';
import { type MappedTensor, mapTensors } from './qwen2_5_vl/map.ts';
import { recogniseProfile } from './recognise.ts';
import { decodeRows, type RowChunk, readTensorRows } from './rows.ts';
import { optionalJson, writeSideFiles } from './side_files.ts';
import type { FolderSink, FolderSource } from './source.ts';

export interface ImportProgress {
  /** Canonical name of the tensor that is being read. */
  tensor: string;
  /** bytes of source read so far, and in all */
  bytesDone: number;
  bytesTotal: number;
}

export interface ImportOptions {
  quant: Pack['quant'];
  name?: string;
  /** Default: what `recogniseProfile` makes of the folder. */
  profile?: string;
  /** bytes; smaller only in tests */
  shardLimit?: number;
  onProgress?: (progress: ImportProgress) => void;
  signal?: AbortSignal;
}

export interface ImportResult {
  pack: Pack;
  bytesIn: number;
  bytesOut: number;
}

/**
 * Turns a folder of Qwen2.5-VL weights, safetensors or GGUF, into a pack, a few megabytes at a time. Everything
 * is checked from headers before the first byte is written; pack.json is written last and then the sink is
 * committed. On any failure, an abort included, the sink is aborted and nothing of the pack remains.
 * @throws WeightsError, or the signal's reason
 */
export async function importCheckpoint(
  folder: FolderSource,
  sink: FolderSink,
  options: ImportOptions,
): Promise<ImportResult> {
  try {
    const result = await writePack(folder, sink, options);
    options.signal?.throwIfAborted();
    await sink.commit();
    return result;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

async function writePack(
  folder: FolderSource,
  sink: FolderSink,
  options: ImportOptions,
): Promise<ImportResult> {
  const { config, sizes, checkpoint, sideFiles } = await openModelFolder(folder, options.signal);
  try {
    const mapped = mapTensors(checkpoint, sizes);
    const writer = new ShardWriter(sink, options.shardLimit ?? SHARD_LIMIT);
    const tensors: Pack['tensors'] = {};
    const bytesTotal = mapped.reduce(
      (sum, { parts }) => sum + parts.reduce((n, part) => n + part.bytes, 0),
      0,
    );
    let bytesDone = 0;
    for (const tensor of mapped) {
      const onBytes = (bytes: number) => {
        bytesDone += bytes;
        options.onProgress?.({ tensor: tensor.name, bytesDone, bytesTotal });
      };
      tensors[tensor.name] = await writeTensor(writer, tensor, options, onBytes);
    }
    const shards = await writer.finish();
    const pack: Pack = {
      format: 'sidefara-pack',
      version: 1,
      name: options.name ?? folder.name,
      architecture: 'qwen2_5_vl',
      quant: options.quant,
      profile: options.profile ?? (await recogniseProfile(folder)),
      config,
      generationConfig: await optionalJson(folder, 'generation_config.json'),
      preprocessorConfig: await optionalJson(folder, 'preprocessor_config.json'),
      tensors,
      shards,
      files: await writeSideFiles(await sideFiles(), sink),
    };
    const file = await sink.create('pack.json');
    await file.write(new TextEncoder().encode(`${JSON.stringify(pack, null, 1)}\n`));
    const { bytes } = await file.close();
    return {
      pack,
      bytesIn: checkpoint.bytes,
      bytesOut: shards.reduce((sum, shard) => sum + shard.bytes, bytes),
    };
  } finally {
    await checkpoint.close();
  }
}

async function writeTensor(
  writer: ShardWriter,
  { name, role, shape, parts }: MappedTensor,
  { quant, signal }: ImportOptions,
  /** bytes of source done since the last call */
  onBytes: (bytes: number) => void,
): Promise<PackTensor> {
  const kind = kindFor(quant, role);
  const bytes = spanBytes(kind, shape);
  const { columns } = matrixShape(shape);
  const data = await writer.begin(bytes.data);
  const scales: Float32Array[] = [];
  let squaredError = 0;
  let squaredNorm = 0;
  for (const part of parts) {
    for await (const chunk of readTensorRows(part, columns, signal)) {
      if (kind === 'f32') {
        const values = decodeRows(chunk);
        await writer.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      } else {
        const rows = packRows(name, part.file.name, kind, chunk, columns);
        await writer.write(rows.data);
        scales.push(rows.scales);
        squaredError += rows.squaredError;
        squaredNorm += rows.squaredNorm;
      }
      onBytes(chunk.sourceBytes);
    }
  }
  if (kind === 'f32') return { kind, shape, data };
  const scaleSpan = await writer.begin(bytes.scales);
  for (const chunk of scales) await writer.write(new Uint8Array(chunk.buffer));
  const relativeError = squaredNorm > 0 ? Math.sqrt(squaredError / squaredNorm) : 0;
  return { kind, shape, data, scales: scaleSpan, relativeError };
}

/** Blocks that a pack can hold as they are keep their levels; all else is quantised. */
function packRows(
  tensor: string,
  file: string,
  kind: 'q4' | 'q8',
  chunk: RowChunk,
  columns: number,
): QuantisedRows {
  const { dtype } = chunk;
  try {
    if (isRepackable(dtype, kind)) return repackBlocks(dtype, kind, chunk.bytes);
    const values = decodeRows(chunk);
    return quantiseRows(kind, values, values.length / columns, columns);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new WeightsError('not-finite', 'the tensor holds values that are not finite numbers', {
      file,
      tensor,
      next: 'The checkpoint is damaged; fetch it again',
    });
  }
}
