import { createHash } from 'node:crypto';
import { fileFolder } from '../../weights/node/file_folder.ts';
import { openPack } from '../../weights/pack/read.ts';
import { type Hasher, verifyPack } from '../../weights/pack/verify.ts';
import { folderAndFlags } from './args.ts';
import { progressLine } from './progress.ts';

/** `model verify PACK`: opens a pack and hashes every shard. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const { folder } = folderAndFlags(args, 'pack', {});
  const open = await openPack(fileFolder(folder));
  const progress = progressLine(process.stderr);
  const bytesTotal = open.pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  let bytesDone = 0;
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
  process.stdout.write(`${open.pack.name}: ${open.pack.shards.length} shards match their hashes\n`);
  return 0;
}

function nodeHasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest('hex') };
}
