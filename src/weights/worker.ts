import '../protocol/jitless.ts';
import { handleMessages } from '../protocol/messages.ts';
import {
  type ChosenFolder,
  WeightsAbort,
  type WeightsEvent,
  type WeightsProgress,
  weightsMethods,
} from '../protocol/weights.ts';
import { directoryFolder } from './browser/directory_folder.ts';
import { fileListFolder } from './browser/file_list_folder.ts';
import { opfsSink } from './browser/opfs_sink.ts';
import { freeId, listPacks, packHandle, packStore, sweep } from './browser/pack_store.ts';
import { checkRoom, freeBytes } from './browser/room.ts';
import { WeightsError } from './errors.ts';
import { importCheckpoint } from './import.ts';
import { copyPack } from './pack/copy.ts';
import { openPack } from './pack/read.ts';
import { verifyPack } from './pack/verify.ts';
import { surveyFolder } from './survey.ts';

/** Apart, so that a page that draws every step is not flooded. */
const PROGRESS_MS = 100;

// One worker does one job and is then ended, so that nothing of a 16 GB import stays in memory.
const stop = new AbortController();
const { signal } = stop;
let told = Number.NEGATIVE_INFINITY;

function progress(phase: WeightsProgress['phase'], bytes: number, totalBytes: number): void {
  const now = performance.now();
  if (now - told < PROGRESS_MS && bytes < totalBytes) return;
  told = now;
  send({ type: 'progress', progress: { phase, bytes, totalBytes } });
}

const source = ({ name, files }: ChosenFolder) => fileListFolder(name, files);

const listen = handleMessages<typeof weightsMethods, null>(
  'weights',
  weightsMethods,
  {
    look: async ({ folder, profiles }) => surveyFolder(source(folder), profiles, await freeBytes()),
    async import({ folder, quant, profile }) {
      progress('opening', 0, 0);
      const store = await packStore();
      await checkRoom(source(folder), quant);
      const id = await freeId(store, folder.name);
      await importCheckpoint(source(folder), await opfsSink(store, id), {
        quant,
        profile,
        signal,
        onProgress: ({ bytesDone, bytesTotal }) => progress('quantising', bytesDone, bytesTotal),
      });
      return { id };
    },
    async copy({ folder }) {
      progress('opening', 0, 0);
      const store = await packStore();
      await checkRoom(source(folder), null);
      const id = await freeId(store, folder.name);
      await copyPack(source(folder), await opfsSink(store, id), {
        signal,
        onProgress: (bytes, totalBytes) => progress('copying', bytes, totalBytes),
      });
      return { id };
    },
    async verify({ id }) {
      const pack = await openPack(directoryFolder(await packHandle(await packStore(), id)));
      const totalBytes = pack.shards.reduce((sum, shard) => sum + shard.size, 0);
      let bytes = 0;
      const onBytes = (more: number) => {
        bytes += more;
        progress('hashing', bytes, totalBytes);
      };
      await verifyPack(pack, { signal, onBytes }).finally(() => pack.close());
      return {};
    },
    async list() {
      const store = await packStore();
      await sweep(store);
      return listPacks(store);
    },
    async remove({ id }) {
      const store = await packStore();
      await packHandle(store, id);
      await store.removeEntry(id, { recursive: true });
      return {};
    },
  },
  () => true,
);

self.onmessage = async ({ data }: MessageEvent<unknown>) => {
  if (WeightsAbort.safeParse(data).success) {
    stop.abort(new WeightsError('cancelled', 'stopped by the person; nothing was kept'));
    return;
  }
  send({ type: 'reply', reply: await listen(data, null) });
};

function send(event: WeightsEvent): void {
  self.postMessage(event);
}
