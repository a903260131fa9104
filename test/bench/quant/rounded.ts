import { matrixShape } from '../../../src/weights/pack/layout.ts';
import { openPack, readTensor } from '../../../src/weights/pack/read.ts';
import { dequantiseRows } from '../../../src/weights/quantise/dequantise.ts';
import { quantiseRows } from '../../../src/weights/quantise/quantise.ts';
import { canonicalTensors } from '../../../src/weights/qwen2_5_vl/tensors.ts';
import { type FolderSource, memorySource } from '../../../src/weights/source.ts';
import type { Recipe } from './recipes.ts';

/**
 * An f32 pack whose matrices are rounded as the recipe would store them, and stored as f32 again: what the engine
 * computes with on the processor, for recipes that the importer does not offer too. Bytes: of the recipe's pack.
 */
export async function roundedPack(
  folder: FolderSource,
  recipe: Recipe,
): Promise<{ folder: FolderSource; bytes: number }> {
  const open = await openPack(folder);
  try {
    if (open.pack.quant !== 'f32')
      throw new Error(`${folder.name} is ${open.pack.quant}; rounding is measured from an f32 pack`);
    const shards = new Map<string, Uint8Array>();
    for (const [i, { file, bytes }] of open.pack.shards.entries())
      shards.set(file, ((await open.shards[i]?.read(0, bytes)) ?? new Uint8Array()).slice());
    let bytes = 0;
    for (const { name, role } of canonicalTensors(open.config)) {
      const tensor = open.pack.tensors[name];
      if (!tensor) continue;
      const kind = recipe.kindOf(name, role);
      const { rows, columns } = matrixShape(tensor.shape);
      if (kind === 'f32') {
        bytes += tensor.data.bytes;
        continue;
      }
      const packed = quantiseRows(kind, await readTensor(open, name), rows, columns);
      bytes += packed.data.byteLength + packed.scales.byteLength;
      const values = dequantiseRows(kind, packed.data, packed.scales, rows, columns);
      const shard = shards.get(open.pack.shards[tensor.data.shard]?.file ?? '');
      shard?.set(new Uint8Array(values.buffer), tensor.data.offset);
    }
    return { folder: withFiles(folder, shards), bytes };
  } finally {
    await open.close();
  }
}

/** A folder of which some files are in memory. */
function withFiles(folder: FolderSource, files: ReadonlyMap<string, Uint8Array>): FolderSource {
  return {
    name: folder.name,
    has: (file) => folder.has(file),
    list: () => folder.list(),
    open: async (file) => {
      const bytes = files.get(file);
      return bytes ? memorySource(file, bytes) : folder.open(file);
    },
  };
}
