import { z } from 'zod';
import type { Registry } from './messages.ts';
import { PlacedPack } from './placed.ts';
import {
  InstalledPack,
  Quant,
  Survey,
  TargetFolder,
  UnfinishedImport,
  UnreadablePack,
  WeightsProgress,
  WeightsSource,
} from './weights.ts';

/**
 * The BroadcastChannel of the calls below. Extension messages are JSON; this carries File objects, and only pages
 * of the extension's own origin can reach it.
 */
export const STORE_CHANNEL = 'sidefara-model-store';

/** Work in progress on a pack. */
export const StoreJob = z.object({
  kind: z.enum(['import', 'download', 'copy', 'verify', 'export']),
  name: z.string(),
  ...WeightsProgress.shape,
  /** mean since the start */
  bytesPerSecond: z.number(),
  cancelling: z.boolean(),
});
export type StoreJob = z.infer<typeof StoreJob>;

/**
 * How the last job ended; '' for `message` where there is nothing to add. `asks`: an import waits for the person's
 * word on files that are not the published ones; what it asks is in `unfinished`.
 */
export const StoreOutcome = z.object({
  kind: StoreJob.shape.kind,
  name: z.string(),
  ended: z.enum(['done', 'cancelled', 'failed', 'asks']),
  message: z.string(),
});
export type StoreOutcome = z.infer<typeof StoreOutcome>;

const Notes = {
  /** Name of the folder it was made from; null: not known. */
  from: z.string().nullable(),
  /** ms since the epoch; null: not known, or never */
  installedAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
};

/** The installed packs and what is being done with them. */
export const StoreState = z.object({
  installed: z.array(InstalledPack.extend(Notes)),
  /** Packs that are run from folders of the person; `installedAt`: when they were chosen. */
  placed: z.array(PlacedPack.extend(Notes)),
  /** `atHand`: its source is a repository or still open, so that it need not be chosen again to go on. */
  unfinished: z.array(UnfinishedImport.extend({ atHand: z.boolean() })),
  unreadable: z.array(UnreadablePack),
  job: StoreJob.nullable(),
  outcome: StoreOutcome.nullable(),
  /** Whether the browser has promised not to evict the packs; null until asked. */
  persistent: z.boolean().nullable(),
});
export type StoreState = z.infer<typeof StoreState>;

const Nothing = z.object({});
const Id = z.object({ id: z.string() });

/** What the panel asks of the page that hosts the pack store. Jobs go on when the panel closes. */
export const storeMethods = {
  state: { params: Nothing, result: StoreState },
  /** `profiles`: those a person can choose where the files do not tell. */
  look: {
    params: z.object({ folder: WeightsSource }),
    result: z.object({ survey: Survey, profiles: z.array(z.string()) }),
  },
  /** Start a job and resolve at once; fail while another runs. How they go on comes as `store` events. */
  import: { params: z.object({ folder: WeightsSource, quant: Quant, profile: z.string() }), result: Nothing },
  /**
   * Goes on with an interrupted import; `folder` null: from the source that is at hand; `fineTune`: the person says that
   * files that are not the published ones are to be imported as they are.
   */
  continue: {
    params: z.object({ id: z.string(), folder: WeightsSource.nullable(), fineTune: z.boolean() }),
    result: Nothing,
  },
  copy: { params: z.object({ folder: WeightsSource }), result: Nothing },
  /** Runs a pack from the folder where it lies, by the browser's handle of it. */
  place: { params: z.object({ folder: TargetFolder }), result: StoreState },
  verify: { params: Id, result: Nothing },
  export: { params: z.object({ id: z.string(), target: TargetFolder }), result: Nothing },
  cancel: { params: Nothing, result: Nothing },
  /** Ends the use of a pack in its own folder. The folder stays as it is. */
  unplace: { params: Id, result: StoreState },
  /** Deletes a pack, an interrupted import or an unreadable folder; an engine that runs on it is closed first. */
  remove: { params: Id, result: StoreState },
} satisfies Registry;
