import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exportOnnx } from '../../engine/transformersjs/export.ts';
import { exportSettings } from '../../engine/transformersjs/settings.ts';
import { fileFolder } from '../../weights/node/file_folder.ts';
import { openPack } from '../../weights/pack/read.ts';
import { readText } from '../../weights/source.ts';
import { UsageError } from '../usage.ts';
import { folderAndFlags } from './args.ts';
import { formatBytes } from './progress.ts';

/** bytes, as for an import */
const SIDE_FILE_LIMIT = 64 * 2 ** 20;

/**
 * `model export PACK --out DIR`: the pack's weights as a folder that transformers.js loads with
 * `Qwen2_5_VLForConditionalGeneration.from_pretrained`. DIR appears only when all of it is written.
 */
export async function runExport(args: readonly string[]): Promise<number> {
  const { folder, values } = folderAndFlags(args, 'pack', { out: { type: 'string' } });
  if (values.out === undefined) throw new UsageError('--out says which folder to write; it is missing.');
  const out = resolve(values.out);
  const part = `${out}.part`;
  const open = await openPack(fileFolder(folder));
  try {
    await rm(part, { recursive: true, force: true });
    for (const [name, settings] of Object.entries(exportSettings(open.pack, open.config))) {
      await write(part, name, `${JSON.stringify(settings, null, 2)}\n`);
    }
    for (const name of open.pack.files) {
      await write(part, name, await readText(open.folder, name, SIDE_FILE_LIMIT));
    }
    for await (const { name, bytes } of exportOnnx(open)) {
      await write(part, name, bytes);
      process.stdout.write(`${name}: ${formatBytes(bytes.length)}\n`);
    }
    await rename(part, out);
    return 0;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    const message = faultOf(error, values.out);
    if (message === undefined) throw error;
    process.stderr.write(`${message}\n`);
    return 1;
  } finally {
    await open.close();
  }
}

async function write(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** What to tell a person about an error that the pack or the folder is to blame for. */
function faultOf(error: unknown, out: string): string | undefined {
  if (error instanceof RangeError) return error.message;
  if (!(error instanceof Error && 'code' in error)) return undefined;
  const taken = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
  return taken ? `${out} holds files already; name a new folder.` : undefined;
}
