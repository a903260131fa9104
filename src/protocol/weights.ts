import { z } from 'zod';
import { HubAddress } from './hub.ts';
import type { Registry } from './messages.ts';
import { Pack, Upstream } from './pack.ts';

/** Folder of the origin private file system whose sub-folders are the installed packs. */
export const PACK_STORE = 'packs';

export const Quant = Pack.shape.quant;
export type Quant = z.infer<typeof Quant>;

/** A folder the person has chosen: its own files, without those of its sub-folders. */
export const ChosenFolder = z.object({
  name: z.string().min(1),
  files: z.array(z.object({ name: z.string(), blob: z.instanceof(Blob) })),
});
export type ChosenFolder = z.infer<typeof ChosenFolder>;

/** Where weights come from: a chosen folder, or a repository to download from. */
export const WeightsSource = z.union([ChosenFolder, z.object({ name: z.string().min(1), hub: HubAddress })]);
export type WeightsSource = z.infer<typeof WeightsSource>;

const Model = {
  name: z.string(),
  architecture: z.literal('qwen2_5_vl'),
  parameters: z.number(),
  /** id of a profile; null: the files do not tell */
  profile: z.string().nullable(),
  /**
   * The published model whose shape it has; `weights` null: known only once they are read. null: none, or a pack that
   * does not say.
   */
  upstream: z.object({ repository: z.string(), weights: Upstream.shape.weights.nullable() }).nullable(),
  /** bytes of the chosen weight files */
  bytes: z.number(),
  /** bytes that the browser still grants */
  freeBytes: z.number(),
};

const Recipe = z.object({
  quant: Quant,
  /** bytes of the pack to be */
  bytes: z.number(),
  /** bytes of its weights on the GPU; a conversation needs more beside them */
  gpuBytes: z.number(),
  /** that the import takes at the speed of its first rows; null: they could not be read */
  seconds: z.number().nullable(),
});
export type Recipe = z.infer<typeof Recipe>;

/** What a folder holds, told from headers and a few rows. */
export const Survey = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('checkpoint'),
    form: z.enum(['safetensors', 'gguf']),
    ...Model,
    /** How it can be stored, closest to the original first. */
    recipes: z.array(Recipe).min(1),
  }),
  z.object({ kind: z.literal('pack'), ...Model, quant: Quant }),
  /** It cannot be used: what is missing or wrong, one sentence per file. */
  z.object({ kind: z.literal('refused'), name: z.string(), problems: z.array(z.string()).min(1) }),
]);
export type Survey = z.infer<typeof Survey>;

export const InstalledPack = z.object({
  /** Its folder's name in the store. */
  id: z.string(),
  name: z.string(),
  quant: Quant,
  profile: z.string().nullable(),
  /** see `Pack`; absent: not known */
  upstream: Upstream.optional(),
  /** bytes on disk: shards, tokenizer files and pack.json */
  bytes: z.number(),
  /** sha256 of its pack.json, in hex, which has those of the shards */
  hash: z.string(),
});
export type InstalledPack = z.infer<typeof InstalledPack>;

/** A folder of the store that has a pack.json this version cannot read. */
export const UnreadablePack = z.object({ id: z.string(), bytes: z.number(), problem: z.string() });
export type UnreadablePack = z.infer<typeof UnreadablePack>;

/** A folder of the disk, by the browser's own handle. */
export const TargetFolder = z.custom<FileSystemDirectoryHandle>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'directory',
);

/** An import that was interrupted and can be gone on with. */
export const UnfinishedImport = z.object({
  /** Its folder's name in the store. */
  id: z.string(),
  name: z.string(),
  /** Name of the folder it was made from. */
  source: z.string(),
  /** The repository it is downloaded from, and the commit; null: a folder. */
  hub: HubAddress.nullable(),
  quant: Quant,
  /** bytes on disk */
  bytes: z.number(),
  /** of the source, 0 to 1 */
  share: z.number(),
  /** A file that is not the published one of the model whose shape it has; the person is to say what it is. */
  other: z
    .object({ file: z.string(), repository: z.string(), published: z.string(), found: z.string() })
    .nullable(),
});
export type UnfinishedImport = z.infer<typeof UnfinishedImport>;

const Nothing = z.object({});
const Id = z.object({ id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/) });

/** What the weights worker can be asked for. Progress and abort travel beside these calls. */
export const weightsMethods = {
  look: { params: z.object({ folder: WeightsSource, profiles: z.array(z.string()) }), result: Survey },
  /**
   * Quantises a Hugging Face folder into the store; `profile`: how the model is to be prompted. Goes on with an
   * interrupted import of the same files and recipe.
   */
  import: { params: z.object({ folder: WeightsSource, quant: Quant, profile: z.string() }), result: Id },
  /**
   * Goes on with an interrupted import, from the same folder and with its recipe; `fineTune`: also where files are not the
   * published ones.
   */
  continue: { params: z.object({ ...Id.shape, folder: WeightsSource, fineTune: z.boolean() }), result: Id },
  /** Copies a pack into the store, hashing it on the way. */
  copy: { params: z.object({ folder: WeightsSource }), result: Id },
  verify: { params: Id, result: Nothing },
  /** The same for a pack that is not in the store. */
  verifyFolder: { params: z.object({ folder: ChosenFolder }), result: Nothing },
  /** Copies a pack as a new folder into one the person has picked. */
  export: { params: z.object({ ...Id.shape, target: TargetFolder }), result: Nothing },
  /** Sweeps what cannot be gone on with, then lists the packs; never while an import runs. */
  list: {
    params: Nothing,
    result: z.object({
      installed: z.array(InstalledPack),
      unfinished: z.array(UnfinishedImport),
      unreadable: z.array(UnreadablePack),
    }),
  },
  /** Also discards an interrupted import. */
  remove: { params: Id, result: Nothing },
} satisfies Registry;

export const WeightsProgress = z.object({
  phase: z.enum(['opening', 'quantising', 'copying', 'hashing', 'exporting']),
  bytes: z.number(),
  totalBytes: z.number(),
});
export type WeightsProgress = z.infer<typeof WeightsProgress>;

/** Worker → host. One worker does one job: any number of `progress`, then one `reply`. */
export const WeightsEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: WeightsProgress }),
  z.object({ type: z.literal('reply'), reply: z.unknown() }),
]);
export type WeightsEvent = z.infer<typeof WeightsEvent>;

/** Host → worker, beside the one call: end it. */
export const WeightsAbort = z.object({ type: z.literal('abort') });
export type WeightsAbort = z.infer<typeof WeightsAbort>;
