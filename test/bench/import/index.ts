import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureQuantiser } from './quantiser.ts';
import { measureImport } from './whole.ts';

/** `npm run bench -- import`: the quantiser against a plain loop, and imports against a plain copy of the same files. */
export async function benchImport(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { megabytes: { type: 'string', default: '512' }, json: { type: 'string' } },
  });
  const root = await mkdtemp(join(tmpdir(), 'sidefara-bench-import-'));
  try {
    const quantiser = (['q4', 'q8'] as const).map(measureQuantiser);
    for (const { quant, bytesPerSecond, plainBytesPerSecond, ratio, sameBytes } of quantiser) {
      process.stdout.write(
        `quantising to ${quant}: ${megabytes(bytesPerSecond)} of bf16, a plain loop ${megabytes(plainBytesPerSecond)}: ` +
          `${ratio.toFixed(1)} times, ${sameBytes ? 'the same bytes' : 'OTHER BYTES'}\n`,
      );
    }
    const whole = await measureImport(root, Number(values.megabytes) * 1e6);
    process.stdout.write(
      `copying ${(whole.bytes / 1e6).toFixed(0)} MB: ${megabytes(whole.copyBytesPerSecond)}\n`,
    );
    for (const { quant, bytesPerSecond, ofCopy } of whole.imports) {
      process.stdout.write(
        `importing to ${quant}: ${megabytes(bytesPerSecond)}, ${ofCopy.toFixed(2)} of the copy\n`,
      );
    }
    if (values.json !== undefined)
      await writeFile(values.json, `${JSON.stringify({ quantiser, whole }, null, 1)}\n`);
    return quantiser.every(({ sameBytes }) => sameBytes) ? 0 : 1;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function megabytes(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e6).toFixed(0)} MB/s`;
}
