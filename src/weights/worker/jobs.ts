import type { Handlers } from '../../protocol/messages.ts';
import type { WeightsProgress, WeightsSource, weightsMethods } from '../../protocol/weights.ts';
import { directoryFolder } from '../browser/directory_folder.ts';
import { directorySink } from '../browser/directory_sink.ts';
import { fileListFolder } from '../browser/file_list_folder.ts';
import { opfsSink } from '../browser/opfs_sink.ts';
import {
  freeId,
  listPacks,
  listUnfinished,
  packHandle,
  packStore,
  sweep,
  unfinishedId,
} from '../browser/pack_store.ts';
import { workerPacker } from '../browser/packer.ts';
import { checkRoom, freeBytes } from '../browser/room.ts';
import { WeightsError } from '../errors.ts';
import { hubFolder } from '../http/hub_folder.ts';
import { importCheckpoint } from '../import.ts';
import { copyPack } from '../pack/copy.ts';
import { openPack } from '../pack/read.ts';
import { verifyPack } from '../pack/verify.ts';
import { readJournal } from '../resume/journal.ts';
import { planImport, type Recipe } from '../resume/plan.ts';
import type { FolderSource } from '../source.ts';
import { surveyFolder } from '../survey.ts';

type OnProgress = (phase: WeightsProgress['phase'], bytes: number, totalBytes: number) => void;

/** The worker's jobs on the pack store. Each ends with a WeightsError or the signal's reason, or is done. */
export function weightsJobs(
  onProgress: OnProgress,
  signal: AbortSignal,
): Handlers<typeof weightsMethods, null> {
  const open = async (from: WeightsSource): Promise<FolderSource> =>
    'hub' in from ? hubFolder(from.hub, { signal }) : fileListFolder(from.name, from.files);

  async function importInto(id: string, folder: FolderSource, recipe: Recipe): Promise<{ id: string }> {
    const packer = workerPacker();
    await importCheckpoint(folder, await opfsSink(await packStore(), id), {
      ...recipe,
      signal,
      packer,
      onProgress: ({ phase, bytesDone, bytesTotal }) => onProgress(phase, bytesDone, bytesTotal),
    }).finally(packer.close);
    return { id };
  }

  async function verify(folder: FolderSource): Promise<Record<string, never>> {
    const pack = await openPack(folder);
    const totalBytes = pack.shards.reduce((sum, shard) => sum + shard.size, 0);
    let bytes = 0;
    const onBytes = (more: number) => {
      bytes += more;
      onProgress('hashing', bytes, totalBytes);
    };
    await verifyPack(pack, { signal, onBytes }).finally(() => pack.close());
    return {};
  }

  return {
    async look({ folder, profiles }) {
      const packer = workerPacker();
      return surveyFolder(await open(folder), profiles, await freeBytes(), packer).finally(packer.close);
    },
    async import({ folder: from, quant, profile }) {
      const store = await packStore();
      const folder = await open(from);
      const plan = await planImport(folder, { quant, profile, signal });
      await plan.close();
      const id = (await unfinishedId(store, plan.header)) ?? (await freeId(store, folder.name));
      return importInto(id, folder, { quant, profile });
    },
    async continue({ id, folder, fineTune }) {
      const journal = await readJournal(directoryFolder(await packHandle(await packStore(), id)));
      if (!journal) throw new WeightsError('not-found', `${id} is no interrupted import`);
      const { quant, name, profile, shardLimit } = journal.header;
      const recipe = { quant, name, shardLimit, fineTune, ...(profile === null ? {} : { profile }) };
      // The chosen folder's name is no matter; it may have been renamed.
      return importInto(id, await open({ ...folder, name: journal.header.source.name }), recipe);
    },
    async copy({ folder: from }) {
      const store = await packStore();
      const folder = await open(from);
      await checkRoom(folder);
      const id = await freeId(store, folder.name);
      await copyPack(folder, await opfsSink(store, id), {
        signal,
        onProgress: (bytes, totalBytes) => onProgress('copying', bytes, totalBytes),
      });
      return { id };
    },
    verify: async ({ id }) => verify(directoryFolder(await packHandle(await packStore(), id))),
    verifyFolder: ({ folder }) => verify(fileListFolder(folder.name, folder.files)),
    async export({ id, target }) {
      const pack = directoryFolder(await packHandle(await packStore(), id));
      await copyPack(pack, await directorySink(target, id), {
        signal,
        onProgress: (bytes, totalBytes) => onProgress('exporting', bytes, totalBytes),
      });
      return {};
    },
    async list() {
      const store = await packStore();
      await sweep(store);
      return { ...(await listPacks(store)), unfinished: await listUnfinished(store) };
    },
    async remove({ id }) {
      const store = await packStore();
      await packHandle(store, id);
      await store.removeEntry(id, { recursive: true });
      return {};
    },
  };
}
