import type { Pack, Upstream } from '../protocol/pack.ts';
import { WeightsError } from './errors.ts';
import { fillShards } from './fill.ts';
import { ShardFiles } from './pack/shard_files.ts';
import type { Hasher } from './pack/verify.ts';
import type { Packer } from './packing/packer.ts';
import { isThere, packTensorOf } from './piece_writer.ts';
import { isPartOf, missingPieces, type Piece } from './pieces.ts';
import {
  type Journal,
  type JournalEntry,
  type JournalHeader,
  type OtherFile,
  takeUp,
} from './resume/journal.ts';
import { type ImportPlan, planImport, type Recipe } from './resume/plan.ts';
import { checkRoomFor, toldWithRoom } from './resume/room.ts';
import { Sha256 } from './sha256.ts';
import { optionalJson, writeSideFiles } from './side_files.ts';
import type { FolderSource, ResumableSink } from './source.ts';

export interface ImportProgress {
  /** `hashing`: the finished shards, at the end. */
  phase: 'quantising' | 'hashing';
  /** Canonical name of the tensor that was written last; empty while hashing. */
  tensor: string;
  /** bytes of source done so far, what an earlier go did included, and in all; of shards while hashing */
  bytesDone: number;
  bytesTotal: number;
}

export interface ImportOptions extends Recipe {
  onProgress?: (progress: ImportProgress) => void;
  /** Default: on this thread. The caller closes it. */
  packer?: Packer;
  /** For the pack's shards; Node's own is several times faster. */
  createHasher?: () => Hasher;
}

export interface ImportResult {
  pack: Pack;
  bytesIn: number;
  bytesOut: number;
  /** bytes of source that an earlier go had finished */
  bytesResumed: number;
}

/**
 * Turns a folder of Qwen2.5-VL weights, safetensors or GGUF, into a pack, a few megabytes at a time: each file from
 * front to back, each tensor written to the place that the pack keeps for it. Everything is checked from headers before
 * the first byte is written; a file whose publisher gives a hash is hashed as it is read; pack.json is written last and
 * then the sink is committed. What an earlier go of the same import finished is taken over from `sink.left`, and
 * the pack becomes the same to the byte. On a failure, an abort included, the finished tensors are kept for another
 * go, but for those of a file that is not what its server says it sends; where there are none, or the checkpoint is
 * damaged, nothing remains. A file that is not the published one of the model whose shape the folder has ends the import
 * with `not-published`, unless `fineTune` is set: then it goes on, and the pack says it.
 * @throws WeightsError, or the signal's reason
 */
export async function importCheckpoint(
  folder: FolderSource,
  sink: ResumableSink,
  options: ImportOptions,
): Promise<ImportResult> {
  const kept = { any: sink.left !== null };
  try {
    const plan = await planImport(folder, options);
    const result = await writePack(plan, folder, sink, options, kept).finally(() => plan.close());
    options.signal?.throwIfAborted();
    await sink.commit();
    return result;
  } catch (error) {
    const damaged = error instanceof WeightsError && error.code === 'not-finite';
    if (kept.any && !damaged) await sink.suspend();
    else await sink.abort();
    throw error;
  }
}

async function writePack(
  plan: ImportPlan,
  folder: FolderSource,
  sink: ResumableSink,
  options: ImportOptions,
  kept: { any: boolean },
): Promise<ImportResult> {
  const { header, tensors } = plan;
  const { signal, onProgress, createHasher = () => new Sha256() } = options;
  const sideFiles = await plan.sideFiles();
  const left = decided(await takeUp(sink, header), header, options.fineTune ?? false);
  const { shards, done } = await openShards(plan, sink, left, signal);
  kept.any = done.size > 0;
  await checkRoomFor(missingPieces(tensors, done), sink);
  const bytesResumed = sum([...done.values()], (entry) => entry.sourceBytes);
  const bytesTotal = header.source.bytes;
  let bytesDone = bytesResumed;
  const onBytes = (tensor: string, bytes: number) => {
    bytesDone += bytes;
    onProgress?.({ phase: 'quantising', tensor, bytesDone, bytesTotal });
  };
  const { fineTune } = left;
  const { packer } = options;
  const others = await fillShards(plan, { sink, shards, done, left, fineTune, packer, signal, onBytes })
    .finally(() => {
      kept.any = done.size > 0;
    })
    .catch(async (error: unknown) => {
      throw await toldWithRoom(error, missingPieces(tensors, done), sink);
    });
  const shardBytes = sum(plan.shards, (bytes) => bytes);
  let hashed = 0;
  const hashes = await shards.finish(
    tensors.flatMap(({ data, scales }) => (scales ? [data, scales] : [data])),
    {
      createHasher,
      signal,
      onBytes(bytes) {
        hashed += bytes;
        onProgress?.({ phase: 'hashing', tensor: '', bytesDone: hashed, bytesTotal: shardBytes });
      },
    },
  );
  const pack: Pack = {
    format: 'sidefara-pack',
    version: 1,
    name: header.name,
    architecture: 'qwen2_5_vl',
    quant: header.quant,
    profile: header.profile,
    ...(plan.upstream ? { upstream: upstreamOf(plan.upstream, others) } : {}),
    config: plan.config,
    generationConfig: await optionalJson(folder, 'generation_config.json'),
    preprocessorConfig: await optionalJson(folder, 'preprocessor_config.json'),
    tensors: Object.fromEntries(
      tensors.map((tensor) => {
        const entries = tensor.pieces.flatMap((piece) => done.get(piece) ?? []);
        return [tensor.name, packTensorOf(tensor, entries)];
      }),
    ),
    shards: hashes,
    files: await writeSideFiles(sideFiles, sink),
  };
  const file = await sink.create('pack.json');
  await file.write(new TextEncoder().encode(`${JSON.stringify(pack, null, 1)}\n`));
  const { bytes } = await file.close();
  return { pack, bytesIn: plan.bytes, bytesOut: shardBytes + bytes, bytesResumed };
}

/** pieces that are read and hashed at a time, a few megabytes of each: hashing runs on other threads */
const AT_ONCE = 4;

/** What an earlier go has left, with what the person has said to files that are not the published ones. */
interface Left extends Omit<Journal, 'header'> {
  fineTune: boolean;
  /** files to be read again */
  again: string[];
}

function decided(left: Journal | null, header: JournalHeader, asked: boolean): Left {
  const { entries = [], checked = [], others = [] } = left ?? {};
  const fineTune = asked || others.some(({ accepted }) => accepted);
  // It may have been fetched again, even if it is said to be right as it is.
  const isKept = ({ other }: OtherFile) =>
    fineTune && left?.header.source.prints[other] === header.source.prints[other];
  return {
    entries,
    checked,
    fineTune,
    others: others.filter(isKept).map((one) => ({ ...one, accepted: true })),
    again: others.filter((one) => !isKept(one)).map(({ other }) => other),
  };
}

function upstreamOf(
  { repository, other }: { repository: string; other: boolean },
  others: OtherFile[],
): Upstream {
  return { repository, weights: other || others.length > 0 ? 'other' : 'same' };
}

/** The shards, and of the pieces that were noted those that they still hold. */
async function openShards(
  { tensors, shards: sizes }: ImportPlan,
  sink: ResumableSink,
  left: Left,
  signal: AbortSignal | undefined,
): Promise<{ shards: ShardFiles; done: Map<Piece, JournalEntry> }> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const noted = left.entries.flatMap((entry) => {
    const piece = byName.get(entry.tensor)?.pieces[entry.part];
    return piece && !left.again.some((file) => isPartOf(piece, file)) ? [{ piece, entry }] : [];
  });
  const begun = noted.flatMap(({ piece: { tensor } }) => [
    tensor.data.shard,
    tensor.scales?.shard ?? tensor.data.shard,
  ]);
  const shards = await ShardFiles.open(sink, sizes, new Set(begun));
  const done = new Map<Piece, JournalEntry>();
  for (let at = 0; at < noted.length; at += AT_ONCE) {
    signal?.throwIfAborted();
    const some = noted.slice(at, at + AT_ONCE);
    const there = await Promise.all(some.map(({ piece, entry }) => isThere(piece, entry, shards)));
    for (const [i, { piece, entry }] of some.entries()) if (there[i]) done.set(piece, entry);
  }
  return { shards, done };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
