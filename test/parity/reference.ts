import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { RgbaImage } from '../../src/protocol/chat.ts';
import type { Pack } from '../../src/protocol/pack.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { folderSink } from '../../src/weights/node/folder_sink.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'parity');

export const CHECKPOINTS = [
  'mha16-tied',
  'gqa32-sharded',
  'gqa64-ragged-k',
  'gqa16-vision80',
  'head128-gqa2',
] as const;

const Span = z.object({ offset: z.number(), shape: z.tuple([z.number(), z.number()]) });
const Case = z.object({
  name: z.string(),
  inputIds: z.array(z.number()),
  images: z.array(z.object({ width: z.number(), height: z.number(), pattern: z.number() })),
  logitPositions: z.array(z.number()),
  logits: Span,
  imageEmbedRows: z.array(z.number()).optional(),
  imageEmbedCount: z.number().optional(),
  imageEmbeds: Span.optional(),
  greedy: z.record(z.string(), z.object({ ids: z.array(z.number()) })),
});
const Reference = z.object({ newTokens: z.number(), cases: z.array(Case) });
export type ReferenceCase = z.infer<typeof Case> & {
  /** Rows of `logits` at `logitPositions` that transformers computed. */
  expectedLogits: Float32Array[];
  expectedEmbeds: Float32Array[];
  pictures: RgbaImage[];
};

/** The cases of a checkpoint with what `transformers` computed for them (see make_reference.py). */
export async function readCases(checkpoint: string): Promise<ReferenceCase[]> {
  const folder = join(FIXTURES, checkpoint);
  const reference = Reference.parse(JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')));
  const bytes = new Uint8Array(await readFile(join(folder, 'reference.f32')));
  const rows = ({ offset, shape: [count, width] }: z.infer<typeof Span>) =>
    Array.from(
      { length: count },
      (_, row) => new Float32Array(bytes.buffer, offset + row * width * 4, width),
    );
  return reference.cases.map((one) => ({
    ...one,
    expectedLogits: rows(one.logits),
    expectedEmbeds: one.imageEmbeds ? rows(one.imageEmbeds) : [],
    pictures: one.images.map(({ width, height, pattern }) => patternImage(width, height, pattern)),
  }));
}

/** The test image of reference.json's formula. */
export function patternImage(width: number, height: number, k: number): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 4) {
      data[p] = (5 * x + 3 * y + 40 * k) & 255;
      data[p + 1] = (4 * (x ^ y) + 90 * k) & 255;
      data[p + 2] = (((x * y) >> 3) + 17 * k) & 255;
      data[p + 3] = 255;
    }
  }
  return { width, height, data };
}

/** Imports a fixture checkpoint; returns the folder of the pack. */
export async function importFixture(checkpoint: string, quant: Pack['quant']): Promise<string> {
  const out = join(await mkdtemp(join(tmpdir(), 'sidefara-parity-')), `${checkpoint}-${quant}`);
  await importCheckpoint(fileFolder(join(FIXTURES, checkpoint)), await folderSink(out), { quant });
  return out;
}

/** ‖actual − expected‖ / ‖expected‖ */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    throw new RangeError(`${actual.length} values against ${expected.length}`);
  }
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] as number;
    difference += ((actual[i] as number) - wanted) ** 2;
    norm += wanted ** 2;
  }
  return Math.sqrt(difference / norm);
}
