import { directoryFolder } from '../../../src/weights/browser/directory_folder.ts';
import { opfsSink } from '../../../src/weights/browser/opfs_sink.ts';
import { freeId, packStore, sweep } from '../../../src/weights/browser/pack_store.ts';
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

const results: Record<string, string> = {};
for (const [name, keep] of [
  ...Object.entries(SINK_CONTRACT),
  ['the sweep deletes what was never committed, and only that', sweepsInterrupted] as const,
]) {
  results[name] = await keep(place).then(() => 'kept', String);
}
self.postMessage(results);
