import { type ModelFolder, openModelFolder } from '../model_folder.ts';
import { SHARD_LIMIT } from '../pack/layout.ts';
import { type PlannedTensor, planTensors } from '../pieces.ts';
import { mapTensors } from '../qwen2_5_vl/map.ts';
import { recogniseModel } from '../recognise.ts';
import type { ByteSource, FolderSource } from '../source.ts';
import { sourceIdentity } from './identity.ts';
import type { JournalHeader } from './journal.ts';

/** The part of an import's options that decides what the pack will hold. */
export interface Recipe {
  quant: JournalHeader['quant'];
  /** Default: the folder's. */
  name?: string;
  /** Default: what `recogniseModel` makes of the folder. */
  profile?: string;
  /**
   * Goes on where a weight file is not the published one of the model whose shape the folder has. Decides nothing but
   * that: the pack is the same, and says it.
   */
  fineTune?: boolean;
  /** bytes; smaller only in tests */
  shardLimit?: number;
  signal?: AbortSignal;
}

/** A weight file, with the SHA-256 in hex that is known for it. */
export interface PlannedFile {
  file: ByteSource;
  /** What the server says that it sends; with another the file is damaged. */
  sent: string | undefined;
  /** What the model whose shape the folder has was published with; with another it may have been trained on. */
  published: string | undefined;
}

/** Everything that is known of an import before the first byte is written. */
export interface ImportPlan {
  header: JournalHeader;
  tensors: PlannedTensor[];
  /** bytes of each shard of the pack */
  shards: number[];
  /** By name: the order in which they are read. */
  files: PlannedFile[];
  /** What the folder has the shape of; `other`: it is known already that its weights are not the published ones. */
  upstream: { repository: string; other: boolean } | null;
  config: Record<string, unknown>;
  sideFiles: ModelFolder['sideFiles'];
  /** bytes of all weight files */
  bytes: number;
  /** Closes the weight files. */
  close(): Promise<void>;
}

/** Reads all headers and checks them against config.json. @throws WeightsError, or the signal's reason */
export async function planImport(folder: FolderSource, recipe: Recipe): Promise<ImportPlan> {
  const { config, sizes, checkpoint, sideFiles } = await openModelFolder(folder, recipe.signal);
  try {
    const mapped = mapTensors(checkpoint, sizes);
    const bytes = mapped.reduce((sum, { parts }) => parts.reduce((n, part) => n + part.bytes, sum), 0);
    const recognised = await recogniseModel(folder);
    const header: JournalHeader = {
      format: 'sidefara-import',
      version: 3,
      source: {
        name: folder.name,
        ...(await sourceIdentity(config, checkpoint)),
        bytes,
        ...(folder.hub ? { hub: folder.hub } : {}),
      },
      quant: recipe.quant,
      name: recipe.name ?? folder.name,
      profile: recipe.profile ?? recognised?.profile ?? null,
      shardLimit: recipe.shardLimit ?? SHARD_LIMIT,
    };
    const planned = planTensors(mapped, header);
    const files = filesOf(planned.tensors).map((file) => ({
      file,
      sent: file.published,
      published: recognised?.hashes.get(file.name),
    }));
    const { bytes: fileBytes, close } = checkpoint;
    return { header, ...planned, files, upstream: recognised, config, sideFiles, bytes: fileBytes, close };
  } catch (error) {
    await checkpoint.close();
    throw error;
  }
}

function filesOf(tensors: readonly PlannedTensor[]): ByteSource[] {
  const frames = tensors.flatMap(({ pieces }) => pieces.flatMap((piece) => piece.frames));
  const files = new Map(frames.map(({ file }) => [file.name, file]));
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
