import type { Pack, PackTensor } from '../../protocol/pack.ts';
import { blocksPerRow, matrixShape, SHARD_LIMIT, spanBytes } from '../pack/layout.ts';
import { shardBytes } from '../pack/size.ts';
import { ShardWriter } from '../pack/write.ts';
import { kindFor } from '../quantise/recipe.ts';
import { readQwen25VlConfig } from '../qwen2_5_vl/config.ts';
import { type CanonicalTensor, canonicalTensors } from '../qwen2_5_vl/tensors.ts';
import { optionalJson, readSideFiles, writeSideFiles } from '../side_files.ts';
import type { FolderSink, FolderSource } from '../source.ts';
import { RandomWords } from './random.ts';
import { randomFloats, randomLevels, randomScales } from './rows.ts';

/** bytes made and written at a time */
const CHUNK = 4 * 2 ** 20;
/** Of biases: small beside the products they are added to, whose deviation is about 1. */
const BIAS_LIMIT = 0.02;

export interface SynthOptions {
  /** config.json of the geometry */
  config: Record<string, unknown>;
  quant: Pack['quant'];
  seed: number;
  name: string;
  profile: string | null;
  /** Where tokenizer and generation settings are copied from; null: the pack has none. */
  sideFiles: FolderSource | null;
  /** bytes; smaller only in tests */
  shardLimit?: number;
  onProgress?: (progress: { tensor: string; bytesDone: number; bytesTotal: number }) => void;
  signal?: AbortSignal;
}

/**
 * Writes a pack of a geometry with random weights, a few megabytes at a time: for looking at loading, memory and
 * speed where the weights themselves are not at hand. Norms are 1 and matrices keep the size of what passes
 * through them, so activations stay finite. On any failure, an abort included, nothing of the pack remains.
 * @throws WeightsError for a config of another architecture, or the signal's reason
 */
export async function synthesisePack(sink: FolderSink, options: SynthOptions): Promise<Pack> {
  try {
    const pack = await writePack(sink, options);
    options.signal?.throwIfAborted();
    await sink.commit();
    return pack;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

async function writePack(sink: FolderSink, options: SynthOptions): Promise<Pack> {
  const { config, quant, name, profile, sideFiles, onProgress } = options;
  const sizes = readQwen25VlConfig(config);
  const writer = new ShardWriter(sink, options.shardLimit ?? SHARD_LIMIT);
  const random = new RandomWords(options.seed);
  const bytesTotal = shardBytes(sizes, quant);
  let bytesDone = 0;
  const tensors: Pack['tensors'] = {};
  for (const tensor of canonicalTensors(sizes)) {
    const write = async (bytes: Uint8Array) => {
      options.signal?.throwIfAborted();
      await writer.write(bytes);
      bytesDone += bytes.length;
      onProgress?.({ tensor: tensor.name, bytesDone, bytesTotal });
    };
    tensors[tensor.name] = await writeTensor(tensor, quant, random, writer, write);
  }
  const pack: Pack = {
    format: 'sidefara-pack',
    version: 1,
    name,
    architecture: 'qwen2_5_vl',
    quant,
    profile,
    config,
    generationConfig: sideFiles && (await optionalJson(sideFiles, 'generation_config.json')),
    preprocessorConfig: sideFiles && (await optionalJson(sideFiles, 'preprocessor_config.json')),
    tensors,
    shards: await writer.finish(),
    files: sideFiles ? await writeSideFiles(await readSideFiles(sideFiles), sink) : [],
  };
  const file = await sink.create('pack.json');
  await file.write(new TextEncoder().encode(`${JSON.stringify(pack, null, 1)}\n`));
  await file.close();
  return pack;
}

async function writeTensor(
  { name, role, shape }: CanonicalTensor,
  quant: Pack['quant'],
  random: RandomWords,
  writer: ShardWriter,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<PackTensor> {
  const kind = kindFor(quant, role);
  const bytes = spanBytes(kind, shape);
  const { rows, columns } = matrixShape(shape);
  const data = await writer.begin(bytes.data);
  const isNorm = role === 'vector' && !name.endsWith('.bias');
  const limit = role === 'vector' ? BIAS_LIMIT : Math.sqrt(3 / columns);
  for (const count of inChunks(rows, spanBytes(kind, [1, columns]).data)) {
    if (kind !== 'f32') await write(randomLevels(kind, count, columns, random));
    else if (isNorm) await write(bytesOf(new Float32Array(count * columns).fill(1)));
    else await write(bytesOf(randomFloats(count * columns, limit, random)));
  }
  if (kind === 'f32') return { kind, shape, data };
  const scales = await writer.begin(bytes.scales);
  for (const count of inChunks(rows * blocksPerRow(columns), 4)) {
    await write(bytesOf(randomScales(kind, count, columns, random)));
  }
  return { kind, shape, data, scales, relativeError: 0 };
}

/** How many of `count` things of `bytes` bytes to do at a time. */
function* inChunks(count: number, bytes: number): Generator<number> {
  const most = Math.max(1, Math.floor(CHUNK / bytes));
  for (let left = count; left > 0; left -= most) yield Math.min(left, most);
}

/** Little-endian, as packs are and as every machine is that runs browsers or Node. */
function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
