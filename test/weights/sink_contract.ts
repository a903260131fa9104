import { WeightsError } from '../../src/weights/errors.ts';
import { sha256Hex } from '../../src/weights/sha256.ts';
import { type FolderSink, type FolderSource, JOURNAL, type ResumableSink } from '../../src/weights/source.ts';

/** Where sinks of one kind write, so that the same promises can be tried in Node and in a browser's worker. */
export interface SinkPlace {
  /** A sink for the folder of this name. */
  sink(name: string): Promise<ResumableSink>;
  /** The folder as a reader finds it, or null where there is none. */
  folder(name: string): Promise<FolderSource | null>;
  /** Names of everything that lies beside the folders, temporary ones included, after what an interruption left is swept. */
  left(): Promise<string[]>;
}

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) & 0xff);
const json = new TextEncoder().encode('{"format":"sidefara-pack"}');

async function fill(sink: FolderSink): Promise<void> {
  const shard = await sink.create('shard-00.bin');
  await shard.write(bytes.subarray(0, 70_001));
  await shard.write(bytes.subarray(70_001));
  const written = await shard.close();
  check(written.bytes === bytes.length, `${written.bytes} bytes reported`);
  check(written.sha256 === sha256Hex(bytes), `hash ${written.sha256} reported`);
  const pack = await sink.create('pack.json');
  await pack.write(json);
  await pack.close();
}

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** What every FolderSink keeps; each throws where it does not. */
export const SINK_CONTRACT: Record<string, (place: SinkPlace) => Promise<void>> = {
  async 'nothing opens as a pack before the commit'(place) {
    const sink = await place.sink('early');
    await fill(sink);
    check(!(await (await place.folder('early'))?.has('pack.json')), 'pack.json can be seen');
    await sink.abort();
  },
  async 'after the commit every byte is there'(place) {
    const sink = await place.sink('whole');
    await fill(sink);
    await sink.commit();
    const folder = await place.folder('whole');
    check((await folder?.list())?.join() === 'pack.json,shard-00.bin', `${await folder?.list()}`);
    const shard = await folder?.open('shard-00.bin');
    const read = await shard?.read(0, shard.size);
    await shard?.close();
    check(read !== undefined && sha256Hex(read) === sha256Hex(bytes), 'other bytes than were written');
  },
  async 'after an abort nothing remains, though a file was still open'(place) {
    const before = await place.left();
    const sink = await place.sink('aborted');
    await fill(sink);
    await (await sink.create('shard-01.bin')).write(bytes);
    await sink.abort();
    check((await place.folder('aborted')) === null, 'the folder is still there');
    check((await place.left()).join() === before.join(), `${await place.left()}`);
  },
  async 'what is written in any order and suspended is no pack, and is gone on with'(place) {
    const first = await place.sink('twofold');
    check(first.left === null, 'something is left of nothing');
    await (await first.create(JOURNAL)).write(json);
    const shard = await first.place('shard-00.bin', false);
    await shard.write(bytes.subarray(60_000), 60_000);
    await shard.write(bytes.subarray(0, 30_000), 0);
    check(sha256Hex(await shard.read(60_000, 99_999)) === sha256Hex(bytes.subarray(60_000)), 'not read back');
    check((await shard.read(100_000, 1)).length === 0, 'something behind the end');
    await (await first.place('shard-01.bin', false)).write(bytes, 0);
    await first.suspend();
    const second = await place.sink('twofold');
    const left = (await second.left?.list()) ?? [];
    check(
      [JOURNAL, 'shard-00.bin'].every((file) => left.includes(file)),
      `${left} is left`,
    );
    check(!left.includes('pack.json'), 'pack.json can be seen');
    const again = await second.place('shard-00.bin', true);
    check(
      (await again.read(30_000, 30_000)).every((byte) => byte === 0),
      'what was not written is not zero',
    );
    await again.write(bytes.subarray(30_000, 60_000), 30_000);
    const read = sha256Hex(await again.read(0, bytes.length));
    check(read === sha256Hex(bytes), 'other bytes than were written in two goes');
    await again.close();
    const other = await second.place('shard-01.bin', false);
    check((await other.read(0, 1)).length === 0, 'what is not kept is still there');
    await other.close();
    await (await second.create('pack.json')).write(json);
    await second.commit();
    const folder = await place.folder('twofold');
    check(
      (await folder?.list())?.join() === 'pack.json,shard-00.bin,shard-01.bin',
      `${await folder?.list()}`,
    );
  },
  async 'a pack that is there is not written over'(place) {
    const first = await place.sink('twice');
    await fill(first);
    await first.commit();
    const error = await place.sink('twice').catch((reason: unknown) => reason);
    check(error instanceof WeightsError && error.code === 'already-there', `not refused: ${String(error)}`);
    check((await (await place.folder('twice'))?.has('pack.json')) === true, 'the first one is gone');
  },
};
