import { fileFolder } from '../../weights/node/file_folder.ts';
import { nodeHasher } from '../../weights/node/hasher.ts';
import { openPack } from '../../weights/pack/read.ts';
import { verifyPack } from '../../weights/pack/verify.ts';
import { folderAndFlags } from './args.ts';
import { reportFaults, writeJson } from './json.ts';
import { progressLine } from './progress.ts';

/** `model verify PACK [--json FILE]`: opens a pack and hashes every shard. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const { folder, values } = folderAndFlags(args, 'pack', { json: { type: 'string' } });
  return reportFaults(values.json, () => verify(folder, values.json));
}

async function verify(folder: string, json: string | undefined): Promise<number> {
  const open = await openPack(fileFolder(folder));
  const progress = progressLine(process.stderr);
  const bytesTotal = open.pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  let bytesDone = 0;
  const started = performance.now();
  try {
    await verifyPack(open, {
      createHasher: nodeHasher,
      onBytes(bytes) {
        bytesDone += bytes;
        progress.update({ tensor: 'hashing', bytesDone, bytesTotal });
      },
    });
  } finally {
    progress.end();
    await open.close();
  }
  const { name, shards } = open.pack;
  const seconds = (performance.now() - started) / 1000;
  await writeJson(json, { name, packHash: open.packHash, bytes: bytesDone, seconds, shards });
  process.stdout.write(`${name}: ${shards.length} shards match their hashes\n`);
  return 0;
}
