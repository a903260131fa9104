import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Pack } from '../../protocol/pack.ts';
import { WeightsError } from '../../weights/errors.ts';
import { type ImportOptions, type ImportResult, importCheckpoint } from '../../weights/import.ts';
import { folderSink } from '../../weights/node/folder_sink.ts';
import { nodeHasher } from '../../weights/node/hasher.ts';
import { nodePacker } from '../../weights/node/packer.ts';
import { UsageError } from '../usage.ts';
import { folderAndFlags } from './args.ts';
import { formatBytes, progressLine } from './progress.ts';
import { sourceFolder } from './source_folder.ts';

/**
 * `model import FOLDER|hf:OWNER/NAME --out PACK --quant Q`. What is finished when it is interrupted, by Ctrl+C or in any other way,
 * stays in `PACK.partial`, and the same command goes on from there.
 */
export async function runImport(args: readonly string[]): Promise<number> {
  const { folder, values } = folderAndFlags(args, 'folder', {
    out: { type: 'string' },
    quant: { type: 'string' },
    name: { type: 'string' },
    profile: { type: 'string' },
    replace: { type: 'boolean', default: false },
    restart: { type: 'boolean', default: false },
    'fine-tune': { type: 'boolean', default: false },
    base: { type: 'string' },
    json: { type: 'string' },
  });
  const { out, json } = values;
  if (out === undefined) throw new UsageError('--out says which folder to write; it is missing.');
  const quant = Pack.shape.quant.safeParse(values.quant);
  if (!quant.success) {
    throw new UsageError(
      `--quant is '${values.quant ?? ''}'; it must be one of ${Pack.shape.quant.options.join(', ')}.`,
    );
  }
  const stop = new AbortController();
  const interrupt = () => stop.abort(new WeightsError('cancelled', 'stopped by the person'));
  process.once('SIGINT', interrupt);
  const progress = progressLine(process.stderr);
  const hashing = progressLine(process.stderr);
  const packer = nodePacker();
  const started = performance.now();
  const options: ImportOptions = {
    quant: quant.data,
    fineTune: values['fine-tune'],
    signal: stop.signal,
    packer,
    createHasher: nodeHasher,
    onProgress({ phase, tensor, ...bytes }) {
      if (phase === 'quantising') progress.update({ tensor, ...bytes });
      else hashing.update({ tensor: 'hashing what was written', ...bytes });
    },
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(values.profile === undefined ? {} : { profile: values.profile }),
  };
  try {
    const source = await sourceFolder(folder, values.base, stop.signal);
    const sink = await folderSink(out, { replace: values.replace, restart: values.restart });
    const result = await importCheckpoint(source, sink, options);
    progress.end();
    const report = importReport(result, (performance.now() - started) / 1000);
    if (json !== undefined) await writeJson(json, report);
    process.stdout.write(summary(out, result, report.seconds));
    return 0;
  } catch (thrown) {
    progress.end();
    const error = withFlag(thrown);
    if (existsSync(`${out}.partial`)) {
      process.stderr.write(
        `${out}.partial keeps what is finished: the same command goes on from there, with --restart it begins anew.\n`,
      );
    }
    if (error instanceof WeightsError && json !== undefined) {
      await writeJson(json, { error: { code: error.code, message: error.message, ...error.detail } });
    }
    throw error;
  } finally {
    packer.close();
    process.removeListener('SIGINT', interrupt);
  }
}

/** What the panel asks is a flag here. */
function withFlag(error: unknown): unknown {
  if (!(error instanceof WeightsError && error.code === 'not-published')) return error;
  const next =
    'Fetch this file again and import again, which reads only this file anew; or give --fine-tune to import the files as they are, marked as not the published ones';
  return new WeightsError(error.code, error.reason, { ...error.detail, next });
}

function importReport({ pack, bytesIn, bytesOut, bytesResumed }: ImportResult, seconds: number) {
  return {
    bytesIn,
    bytesOut,
    // Finished by an earlier go; `seconds` has only what was left.
    bytesResumed,
    seconds,
    // Linux and macOS both give kilobytes through libuv.
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    tensors: Object.entries(pack.tensors).map(([name, { kind, relativeError }]) => ({
      name,
      dtype: kind,
      relativeError: relativeError ?? 0,
    })),
  };
}

function summary(out: string, result: ImportResult, seconds: number): string {
  const { pack, bytesIn, bytesOut, bytesResumed } = result;
  const rate = formatBytes((bytesIn - bytesResumed) / Math.max(seconds, 1e-3));
  const resumed = bytesResumed > 0 ? `, ${formatBytes(bytesResumed)} of them by an earlier go` : '';
  return (
    `${out}: ${pack.name}, ${pack.quant}, ${Object.keys(pack.tensors).length} tensors in ${pack.shards.length} shards\n` +
    `${formatBytes(bytesIn)} → ${formatBytes(bytesOut)} in ${seconds.toFixed(1)} s (${rate}/s)${resumed}\n`
  );
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 1)}\n`);
}
