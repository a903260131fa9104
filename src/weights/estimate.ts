import type { Pack } from '../protocol/pack.ts';
import { WeightsError } from './errors.ts';
import { isRepackable, repackBlocks } from './gguf/repack.ts';
import { matrixShape } from './pack/layout.ts';
import { quantiseRows } from './quantise/quantise.ts';
import { kindFor } from './quantise/recipe.ts';
import type { MappedTensor } from './qwen2_5_vl/map.ts';
import { decodeRows, readTensorRows } from './rows.ts';
import { Sha256 } from './sha256.ts';

/** bytes of source per second, read, packed and hashed, by what they become */
export type ImportSpeed = Readonly<Record<'q4' | 'q8', number>>;

/**
 * Reads the first rows of the largest matrix and packs them both ways: a tenth of a second. Writing is not in it.
 * @returns null where they cannot be read or packed; the import will say why
 */
export async function importSpeed(mapped: readonly MappedTensor[]): Promise<ImportSpeed | null> {
  const bytesOf = ({ parts }: MappedTensor) => parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = [...mapped].sort((a, b) => bytesOf(b) - bytesOf(a));
  const [part] = largest?.parts ?? [];
  if (!largest || !part) return null;
  const { columns } = matrixShape(largest.shape);
  try {
    const started = performance.now();
    const first = await readTensorRows(part, columns).next();
    if (first.done) return null;
    const chunk = first.value;
    const reading = performance.now() - started;
    const pack = (kind: 'q4' | 'q8') => {
      const from = performance.now();
      const values = isRepackable(chunk.dtype, kind) ? null : decodeRows(chunk);
      const { data } = values
        ? quantiseRows(kind, values, values.length / columns, columns)
        : repackBlocks(chunk.dtype as 'Q4_0' | 'Q8_0', kind, chunk.bytes);
      new Sha256().update(data);
      return chunk.sourceBytes / ((performance.now() - from + reading) / 1000);
    };
    // The first time also compiles what it runs.
    const rate = (kind: 'q4' | 'q8') => Math.max(pack(kind), pack(kind));
    return { q4: rate('q4'), q8: rate('q8') };
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
