import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const CHUNK = 4 * 2 ** 20;

/**
 * Copies the weight files one after the other in pieces of 4 MiB, flushed to the disk, each deleted before the next:
 * what the disk itself takes for the same bytes.
 * @returns seconds
 */
export async function copyPlainly(folder: string, scratch: string): Promise<number> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.safetensors'));
  const bytes = new Uint8Array(CHUNK);
  let seconds = 0;
  for (const file of files) {
    const started = performance.now();
    const from = await open(join(folder, file), 'r');
    const to = await open(scratch, 'w');
    for (;;) {
      const { bytesRead } = await from.read(bytes);
      if (bytesRead === 0) break;
      await to.write(bytes, 0, bytesRead);
    }
    await to.sync();
    await to.close();
    await from.close();
    seconds += (performance.now() - started) / 1000;
    await rm(scratch);
  }
  return seconds;
}
