import type { Pack } from '../protocol/pack.ts';
import { WeightsError } from './errors.ts';
import { matrixShape } from './pack/layout.ts';
import type { Packer } from './packing/packer.ts';
import { kindFor } from './quantise/recipe.ts';
import type { MappedTensor } from './qwen2_5_vl/map.ts';
import { readTensorRows } from './rows.ts';

/** bytes of source per second, by what they become */
export type ImportSpeed = Readonly<Record<'q4' | 'q8', number>>;

/**
 * Reads the first rows of the largest matrix and packs them both ways, as many at a time as the packer does: a tenth
 * of a second. An import reads while it packs, so the slower of the two counts. Writing is not in it.
 * @returns null where they cannot be read or packed; the import will say why
 */
export async function importSpeed(
  mapped: readonly MappedTensor[],
  packer: Packer,
): Promise<ImportSpeed | null> {
  const bytesOf = ({ parts }: MappedTensor) => parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = [...mapped].sort((a, b) => bytesOf(b) - bytesOf(a));
  const [part] = largest?.parts ?? [];
  if (!largest || !part) return null;
  const { columns } = matrixShape(largest.shape);
  try {
    const started = performance.now();
    const first = await readTensorRows(part, columns).next();
    if (first.done) return null;
    const { dtype, bytes, sourceBytes } = first.value;
    const reading = performance.now() - started;
    const pack = async (kind: 'q4' | 'q8') => {
      const copies = Array.from({ length: packer.width }, () => bytes.slice());
      const from = performance.now();
      await Promise.all(copies.map((copy) => packer.pack({ kind, dtype, bytes: copy, columns })));
      const packing = (performance.now() - from) / copies.length;
      return sourceBytes / (Math.max(packing, reading) / 1000);
    };
    // The first time also compiles what it runs.
    const rate = async (kind: 'q4' | 'q8') => Math.max(await pack(kind), await pack(kind));
    return { q4: await rate('q4'), q8: await rate('q8') };
  } catch (error) {
    if (error instanceof WeightsError || error instanceof RangeError) return null;
    throw error;
  }
}

/** What an import will take, in seconds. */
export function importSeconds(
  mapped: readonly MappedTensor[],
  quant: Pack['quant'],
  speed: ImportSpeed,
): number {
  return mapped.reduce((sum, { role, parts }) => {
    // Floats are few and no slower than what becomes 8-bit.
    const kind = kindFor(quant, role) === 'q4' ? 'q4' : 'q8';
    return sum + parts.reduce((bytes, part) => bytes + part.bytes, 0) / speed[kind];
  }, 0);
}
