import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../engine/statistics.ts';
import { compareMemory, describeMemory } from './compare_memory.ts';
import { type GpuPage, openGpuPage } from './open.ts';

const PARTS = ['choosing', 'capture', 'memory', 'products'] as const;

/**
 * What is decided by measuring on the GPU at hand, or the software adapter: whether choosing tokens there pays, whether
 * graph capture can be had, how much memory a pass takes against the estimate, and what rounded activations would give.
 */
export async function benchGpu(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      runs: { type: 'string', default: '15' },
      pack: { type: 'string', default: join(import.meta.dirname, '../../../models/fara-tiny/pack') },
      json: { type: 'string' },
    },
  });
  const runs = Number(values.runs);
  const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
  if (!Number.isInteger(runs) || runs < 1 || parts.length === 0) {
    process.stderr.write(`--runs must be a whole number above 0, --only one of ${PARTS.join(', ')}.\n`);
    return 2;
  }
  const gpu = await openGpuPage();
  const report: Record<string, unknown> = {};
  try {
    const adapter = await gpu.page.evaluate(() => gpuBench.adapter());
    report.machine = { adapter, chromium: gpu.version };
    say(`${adapter}, Chromium ${gpu.version}`);
    for (const part of parts) report[part] = await PART[part](gpu, values.pack, runs);
    if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 1)}\n`);
    return 0;
  } finally {
    await gpu.close();
  }
}

const PART: Record<(typeof PARTS)[number], (gpu: GpuPage, pack: string, runs: number) => Promise<unknown>> = {
  choosing: async ({ page }, _, runs) => {
    const all = [];
    for (const rows of [1, 4]) {
      const times = await page.evaluate(([rows, runs]) => gpuBench.choosing(rows, runs), [
        rows,
        runs,
      ] as const);
      const { processor, gpu, waiting, choosing, bytes, sameIds } = times;
      all.push(times);
      say(
        `choosing ${rows} of Fara-7B's vocabulary: on the processor ${ms(processor)} (${bytes.processor} bytes cross; ` +
          `choosing alone ${ms(choosing)}), on the GPU ${ms(gpu)} (${bytes.gpu} bytes), waiting alone ${ms(waiting)}; ` +
          `${sameIds ? 'same ids' : 'OTHER IDS'}`,
      );
    }
    return all;
  },
  capture: async ({ page, serve }, pack, runs) => {
    const base = serve(pack);
    const report = await page.evaluate(([base, runs]) => gpuBench.capture(base, runs), [base, runs] as const);
    const { version, plain, documented, own } = report;
    say(`a pass of one token, ONNX Runtime Web ${version}: ${ms(plain)} without graph capture`);
    for (const [name, { ms: times, error, sameLogits }] of Object.entries({ documented, own })) {
      // The first pass compiles and captures.
      const replays = times.length > 1 ? `${ms(times.slice(1))} replayed` : `${times.length} pass`;
      const logits = sameLogits ? 'same logits' : 'OTHER LOGITS';
      say(`  with it, ${name} buffers: ${replays}, ${logits}${error === null ? '' : `, then ${error}`}`);
    }
    return report;
  },
  memory: (gpu, pack) => compareMemory(gpu, pack, (row) => say(describeMemory(row))),
  products: async ({ page }, _, runs) => {
    const all = await page.evaluate((runs) => gpuBench.products(runs), runs);
    for (const { rows, features, precision, exact, rounded, error, sameBits } of all) {
      say(
        `a 4-bit product of ${rows} rows in ${precision} (${features.join(', ') || 'no features'}): accuracy level 0 ` +
          `${ms(exact)}, 4 ${ms(rounded)} with an error of ${error.toExponential(1)}; the first row has the bits it ` +
          `has alone: ${sameBits.exact ? 'yes' : 'no'} at 0, ${sameBits.rounded ? 'yes' : 'no'} at 4`,
      );
    }
    return all;
  },
};

function ms(times: readonly number[]): string {
  return `${median(times).toFixed(2)} ms`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
