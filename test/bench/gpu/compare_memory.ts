import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { memoryNeeds } from '../../../src/engine/budget/needs.ts';
import type { MemoryNeeds } from '../../../src/protocol/memory.ts';
import { Pack } from '../../../src/protocol/pack.ts';
import { narrowFara } from './narrow.ts';
import type { GpuPage } from './open.ts';
import type { MemoryMeasured } from './page/memory.ts';

export interface MemoryRow {
  pack: string;
  chunkTokens: number;
  image: { width: number; height: number };
  measured: MemoryMeasured;
  needs: MemoryNeeds['gpu'];
}

const CONTEXT = 1024;
/** A prompt that is read: tokens per call, text tokens, and the image in px. */
export interface MemoryCase {
  chunkTokens: number;
  textTokens: number;
  image: { width: number; height: number };
}

const CASES: readonly MemoryCase[] = [
  { chunkTokens: 512, textTokens: 560, image: { width: 56, height: 56 } },
  { chunkTokens: 64, textTokens: 100, image: { width: 448, height: 280 } },
  { chunkTokens: 512, textTokens: 560, image: { width: 448, height: 280 } },
];

/** The buffers that packs need on the GPU, counted, beside what is said of them before they are loaded. */
export async function compareMemory(
  gpu: GpuPage,
  tiny: string,
  onRow: (row: MemoryRow) => void,
): Promise<MemoryRow[]> {
  const rows: MemoryRow[] = [];
  const narrow = await narrowFara();
  try {
    for (const folder of [tiny, narrow])
      for (const one of CASES) {
        const row = await measurePack(gpu, folder, one);
        onRow(row);
        rows.push(row);
      }
    return rows;
  } finally {
    await rm(dirname(narrow), { recursive: true, force: true });
  }
}

export async function measurePack(
  { page, serve }: GpuPage,
  folder: string,
  one: MemoryCase,
): Promise<MemoryRow> {
  const pack = Pack.parse(JSON.parse(await readFile(join(folder, 'pack.json'), 'utf8')));
  const { chunkTokens, image } = one;
  const order = { base: serve(folder), contextTokens: CONTEXT, ...one };
  const measured = await page.evaluate((order) => gpuBench.memory(order), order);
  const needs = memoryNeeds(pack, { contextTokens: CONTEXT, chunkTokens, image }).gpu;
  return { pack: pack.name, chunkTokens, image, measured, needs };
}

export function describeMemory({ pack, chunkTokens, image, measured, needs }: MemoryRow): string {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const work = measured.peak - measured.loaded;
  return (
    `${pack}, ${chunkTokens} tokens a call, image ${image.width} x ${image.height}: loaded ${mb(measured.loaded)} ` +
    `(estimate ${mb(needs.weights + needs.conversation)}), work ${mb(work)} (estimate ${mb(needs.work)})`
  );
}
