import { directoryFolder } from '../../../src/weights/browser/directory_folder.ts';
import { opfsSink } from '../../../src/weights/browser/opfs_sink.ts';
import {
  freeId,
  listPacks,
  listUnfinished,
  packStore,
  sweep,
} from '../../../src/weights/browser/pack_store.ts';
import { WeightsError } from '../../../src/weights/errors.ts';
import { journalLines } from '../../../src/weights/resume/journal.ts';
import { JOURNAL } from '../../../src/weights/source.ts';
import { SINK_CONTRACT, type SinkPlace } from '../../weights/sink_contract.ts';

/** Tries the sink's promises on OPFS, where sync access handles exist: in a dedicated worker. */
const store = await packStore();
async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const name of store.keys()) found.push(name);
  return found.sort();
}
const place: SinkPlace = {
  sink: (name) => opfsSink(store, name),
  folder: (name) => store.getDirectoryHandle(name).then(directoryFolder, () => null),
  left: names,
};

async function keepsWhatCanBeContinued(): Promise<void> {
  const sink = await opfsSink(store, 'half');
  await (await sink.place('shard-00.bin', false)).write(new Uint8Array(128), 0);
  const journal = await sink.create(JOURNAL);
  await journal.write(
    journalLines([
      {
        format: 'sidefara-import',
        version: 3,
        source: { name: 'Half', identity: 'none', prints: {}, bytes: 256 },
        quant: 'f32',
        name: 'Half',
        profile: null,
        shardLimit: 1024,
      },
      { tensor: 'norm', part: 0, sourceBytes: 64, digest: '', sums: [] },
    ]),
  );
  await sink.suspend();
  await sweep(store);
  const [half, ...others] = await listUnfinished(store);
  if (others.length > 0 || half?.id !== 'half' || half.share !== 0.25)
    throw new Error(`unfinished: ${JSON.stringify([half, ...others])}`);
  if ((await listPacks(store)).installed.some(({ id }) => id === 'half'))
    throw new Error('it is offered as a model');
  await (await opfsSink(store, 'half')).abort();
}

async function sweepsInterrupted(): Promise<void> {
  const sink = await opfsSink(store, 'interrupted');
  const shard = await sink.create('shard-00.bin');
  await shard.write(new Uint8Array(10));
  await shard.close();
  const id = await freeId(store, 'Interrupted');
  if (id !== 'interrupted-2') throw new Error(`the name is free too early: ${id}`);
  await sweep(store);
  if ((await names()).includes('interrupted'))
    throw new Error('what an interrupted import left is still there');
  if (!(await names()).includes('whole')) throw new Error('a whole pack was swept');
}

/** What Chrome's handles do on a full disk: they throw, or write less than they were given. */
async function tellsFullStorage(full: () => number): Promise<void> {
  const sink = await opfsSink(store, 'full');
  const shard = await sink.place('shard-00.bin', false);
  await shard.write(new Uint8Array(64).fill(7), 0);
  // TypeScript knows of it in workers only.
  const handles: { write: unknown } = Reflect.get(self, 'FileSystemSyncAccessHandle').prototype;
  const { write } = handles;
  handles.write = full;
  const error = await shard.write(new Uint8Array(64), 64).catch((reason: unknown) => reason);
  handles.write = write;
  if (!(error instanceof WeightsError) || error.code !== 'no-space')
    throw new Error(`told as ${String(error)}`);
  if ((await shard.read(0, 64)).some((byte) => byte !== 7)) throw new Error('what was written is gone');
  await sink.abort();
}

const results: Record<string, string> = {};
for (const [name, keep] of [
  ...Object.entries(SINK_CONTRACT),
  ['the sweep keeps what can be continued, and it is no model', keepsWhatCanBeContinued] as const,
  [
    'storage that is full is told',
    () =>
      tellsFullStorage(() => {
        throw new DOMException('No space available for this operation', 'QuotaExceededError');
      }),
  ] as const,
  ['storage that takes less is told', () => tellsFullStorage(() => 10)] as const,
  ['the sweep deletes what was never committed, and only that', sweepsInterrupted] as const,
]) {
  results[name] = await keep(place).then(() => 'kept', String);
}
self.postMessage(results);
