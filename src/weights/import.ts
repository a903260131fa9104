import type { Pack, PackTensor } from '../protocol/pack.ts';
import { WeightsError } from './errors.ts';
import { isRepackable, repackBlocks } from './gguf/repack.ts';
import { matrixShape, spanBytes } from './pack/layout.ts';
import { ShardWriter } from './pack/write.ts';
import { type QuantisedRows, quantiseRows } from './quantise/quantise.ts';
import { kindFor } from './quantise/recipe.ts';
import type { MappedTensor } from './qwen2_5_vl/map.ts';
import { type JournalEntry, journalLines, takeUp, writeJournal } from './resume/journal.ts';
import { type ImportPlan, planImport, type Recipe } from './resume/plan.ts';
import { checkRoomFor, toldWithRoom } from './resume/room.ts';
import { decodeRows, type RowChunk, readTensorRows } from './rows.ts';
import { optionalJson, writeSideFiles } from './side_files.ts';
import type { FileSink, FolderSource, ResumableSink } from './source.ts';

export interface ImportProgress {
  /** Canonical name of the tensor that is being read. */
  tensor: string;
  /** bytes of source done so far, what an earlier go did included, and in all */
  bytesDone: number;
  bytesTotal: number;
}

export interface ImportOptions extends Recipe {
  onProgress?: (progress: ImportProgress) => void;
}

export interface ImportResult {
  pack: Pack;
  bytesIn: number;
  bytesOut: number;
  /** bytes of source that an earlier go had finished */
  bytesResumed: number;
}

/**
 * Turns a folder of Qwen2.5-VL weights, safetensors or GGUF, into a pack, a few megabytes at a time. Everything
 * is checked from headers before the first byte is written; pack.json is written last and then the sink is
 * committed. What an earlier go of the same import finished is taken over from `sink.left`, tensor by tensor, and
 * the pack becomes the same to the byte. On a failure, an abort included, the finished tensors are kept for another
 * go; where there are none, or the checkpoint is damaged, nothing remains.
 * @throws WeightsError, or the signal's reason
 */
export async function importCheckpoint(
  folder: FolderSource,
  sink: ResumableSink,
  options: ImportOptions,
): Promise<ImportResult> {
  const kept = { tensors: sink.left !== null };
  try {
    const plan = await planImport(folder, options);
    const result = await writePack(plan, folder, sink, options, kept).finally(() => plan.close());
    options.signal?.throwIfAborted();
    await sink.commit();
    return result;
  } catch (error) {
    const damaged = error instanceof WeightsError && error.code === 'not-finite';
    if (kept.tensors && !damaged) await sink.suspend();
    else await sink.abort();
    throw error;
  }
}

async function writePack(
  plan: ImportPlan,
  folder: FolderSource,
  sink: ResumableSink,
  options: ImportOptions,
  kept: { tensors: boolean },
): Promise<ImportResult> {
  const { header, mapped, config, sideFiles } = plan;
  const left = await takeUp(sink, header, options.signal);
  const entries = left?.entries ?? [];
  kept.tensors = entries.length > 0;
  const writer = new ShardWriter(sink, header.shardLimit);
  if (left) writer.resume(left.shards, left.file);
  const bytesResumed = sum(entries, (entry) => entry.sourceBytes);
  const missing = () => mapped.slice(entries.length);
  await checkRoomFor(missing(), header.quant, sink);
  const journal = await writeJournal(sink, { header, entries });

  let bytesDone = bytesResumed;
  try {
    for (const tensor of missing()) {
      const onBytes = (bytes: number) => {
        bytesDone += bytes;
        options.onProgress?.({ tensor: tensor.name, bytesDone, bytesTotal: header.source.bytes });
      };
      const entry = await writeTensor(writer, tensor, options, onBytes);
      await noteEntry(journal, entries, writer, tensor, entry);
      kept.tensors = true;
    }
  } catch (error) {
    throw await toldWithRoom(error, missing(), header.quant, sink);
  }
  const shards = await writer.finish();
  const pack: Pack = {
    format: 'sidefara-pack',
    version: 1,
    name: header.name,
    architecture: 'qwen2_5_vl',
    quant: header.quant,
    profile: header.profile,
    config,
    generationConfig: await optionalJson(folder, 'generation_config.json'),
    preprocessorConfig: await optionalJson(folder, 'preprocessor_config.json'),
    tensors: Object.fromEntries(entries.map(({ name, tensor }) => [name, tensor])),
    shards,
    files: await writeSideFiles(await sideFiles(), sink),
  };
  const file = await sink.create('pack.json');
  await file.write(new TextEncoder().encode(`${JSON.stringify(pack, null, 1)}\n`));
  const { bytes } = await file.close();
  const bytesOut = sum(shards, (shard) => shard.bytes) + bytes;
  return { pack, bytesIn: plan.bytes, bytesOut, bytesResumed };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Adds a finished tensor to the journal and to `entries`. */
async function noteEntry(
  journal: FileSink,
  entries: JournalEntry[],
  writer: ShardWriter,
  { name, parts }: MappedTensor,
  tensor: PackTensor,
): Promise<void> {
  const { closed, open } = writer.soFar();
  const noted = sum(entries, (entry) => entry.closed.length);
  const sourceBytes = sum(parts, (part) => part.bytes);
  const entry: JournalEntry = { name, tensor, sourceBytes, closed: closed.slice(noted), open };
  await journal.write(journalLines([entry]));
  entries.push(entry);
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
