import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../../../src/engine/engine.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { type Contestant, contest, lineOf } from '../quant/contest.ts';
import { type KvRounding, ranged, rotated, symmetric } from './round.ts';
import { roundingRuntime } from './rounding_runtime.ts';

/** Tokens per prefill call: few, so that most of a prompt is read from rounded keys and values, as in a long task. */
const CHUNK = 16;

/** Ways to keep keys and values, of heads of `headDim` numbers; `bits` a number, scales of 16 bits included. */
function recipes(headDim: number): { name: string; bits: number; round: KvRounding }[] {
  const part = Math.min(32, headDim);
  return [
    { name: '8 bits', bits: 8 + 16 / headDim, round: symmetric(8, headDim) },
    { name: '4 bits, symmetric', bits: 4 + 16 / headDim, round: symmetric(4, headDim) },
    { name: '4 bits, ranged', bits: 4 + 32 / part, round: ranged(4, part) },
    { name: '4 bits, rotated', bits: 4 + 16 / headDim, round: rotated(symmetric(4, headDim)) },
    { name: '4 bits, rotated, ranged', bits: 4 + 32 / part, round: rotated(ranged(4, part)) },
  ];
}

/** What it costs fara-tiny to keep its keys and values in few bits, against float32. */
export async function benchKv(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pack: { type: 'string', default: join(import.meta.dirname, '../../../models/fara-tiny/pack') },
      pages: { type: 'string', default: '60' },
      json: { type: 'string' },
    },
  });
  const pages = Number(values.pages);
  if (!Number.isInteger(pages) || pages < 2) {
    process.stderr.write('--pages must be a whole number above 1.\n');
    return 2;
  }
  const folder = fileFolder(values.pack);
  const load = (runtime = nodeRuntime()) =>
    Engine.load(folder, runtime, { backend: 'cpu' }, { chunkTokens: CHUNK });
  const contestants: (Contestant & { bits: number })[] = [];
  try {
    const reference = await load();
    contestants.push({ name: 'float32', bits: 32, engine: reference });
    for (const { round, ...recipe } of recipes(reference.pack.config.text.headDim))
      contestants.push({ ...recipe, engine: await load(roundingRuntime(nodeRuntime(), round)) });
    const outcomes = await contest(contestants, pages);
    const table = outcomes.map((outcome, i) => ({ bits: contestants[i]?.bits ?? 0, ...outcome }));
    for (const row of table)
      process.stdout.write(`${row.name.padEnd(26)}${row.bits.toFixed(1).padStart(5)} bits  ${lineOf(row)}\n`);
    process.stdout.write(`over ${table[0]?.positions} positions of ${pages} pages\n`);
    if (values.json) await writeFile(values.json, `${JSON.stringify(table, null, 1)}\n`);
    return 0;
  } finally {
    for (const { engine } of contestants) await engine.dispose();
  }
}
