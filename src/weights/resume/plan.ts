import { type ModelFolder, openModelFolder } from '../model_folder.ts';
import { SHARD_LIMIT } from '../pack/layout.ts';
import { type MappedTensor, mapTensors } from '../qwen2_5_vl/map.ts';
import { recogniseProfile } from '../recognise.ts';
import type { FolderSource } from '../source.ts';
import { sourceIdentity } from './identity.ts';
import type { JournalHeader } from './journal.ts';

/** The part of an import's options that decides what the pack will hold. */
export interface Recipe {
  quant: JournalHeader['quant'];
  /** Default: the folder's. */
  name?: string;
  /** Default: what `recogniseProfile` makes of the folder. */
  profile?: string;
  /** bytes; smaller only in tests */
  shardLimit?: number;
  signal?: AbortSignal;
}

/** Everything that is known of an import before the first byte is written. */
export interface ImportPlan {
  header: JournalHeader;
  mapped: MappedTensor[];
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
    const header: JournalHeader = {
      format: 'sidefara-import',
      version: 1,
      source: {
        name: folder.name,
        identity: await sourceIdentity(config, checkpoint),
        bytes,
        ...(folder.hub ? { hub: folder.hub } : {}),
      },
      quant: recipe.quant,
      name: recipe.name ?? folder.name,
      profile: recipe.profile ?? (await recogniseProfile(folder)),
      shardLimit: recipe.shardLimit ?? SHARD_LIMIT,
    };
    return { header, mapped, config, sideFiles, bytes: checkpoint.bytes, close: checkpoint.close };
  } catch (error) {
    await checkpoint.close();
    throw error;
  }
}
