import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { WeightsError } from '../errors.ts';
import { type ByteSource, type FolderSource, isObject, isPlainFileName, readJsonObject } from '../source.ts';
import { headerLength, parseHeader, type SafetensorsEntry } from './header.ts';

const INDEX = 'model.safetensors.index.json';
const MAX_SHARDS = 1000;

/**
 * Opens `model.safetensors`, the shards of the index, or else every *.safetensors of the folder, and reads
 * their headers only.
 * @throws WeightsError that names the file and what is wrong with it.
 */
export async function openCheckpoint(folder: FolderSource, signal?: AbortSignal): Promise<Checkpoint> {
  const { files, weightMap } = await weightFiles(folder);
  const tensors = new Map<string, CheckpointTensor>();
  const opened: ByteSource[] = [];
  const close = async () => {
    await Promise.all(opened.map((file) => file.close()));
  };
  try {
    for (const name of files) {
      signal?.throwIfAborted();
      const file = await folder.open(name);
      opened.push(file);
      for (const entry of await readHeader(file)) {
        const other = tensors.get(entry.name);
        if (other) {
          throw new WeightsError('bad-header', `the tensor is also in ${other.file.name}`, {
            file: name,
            tensor: entry.name,
          });
        }
        tensors.set(entry.name, { ...entry, file });
      }
    }
    for (const [tensor, file] of weightMap) {
      const found = tensors.get(tensor);
      if (found?.file.name === file) continue;
      throw new WeightsError('tensor-mismatch', 'the index names a tensor that the file does not hold', {
        file,
        tensor,
        next: 'Fetch the folder again; its files may come from different versions',
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { tensors, bytes: opened.reduce((sum, file) => sum + file.size, 0), close };
}

/** The tensors of one safetensors file, from its header alone. */
export async function readHeader(file: ByteSource): Promise<SafetensorsEntry[]> {
  const length = headerLength(file.name, await file.read(0, Math.min(8, file.size)), file.size);
  return parseHeader(file.name, await file.read(8, length), file.size);
}

/** The weight files of a folder, and where its index, if any, says each tensor lies. */
export async function weightFiles(
  folder: FolderSource,
): Promise<{ files: string[]; weightMap: [string, string][] }> {
  const names = await folder.list();
  if (names.includes(INDEX)) {
    const weightMap = readWeightMap(await readJsonObject(folder, INDEX));
    const files = [...new Set(weightMap.map(([, file]) => file))].sort();
    const missing = files.filter((file) => !names.includes(file));
    if (files.length > MAX_SHARDS || files.length === 0) {
      throw new WeightsError('bad-header', `an index of ${files.length} files`, { file: INDEX });
    }
    if (missing.length === 0) return { files, weightMap };
    throw new WeightsError('not-found', `${missing.length} of ${files.length} weight files are missing`, {
      file: missing.join(', '),
      missing,
      next: 'Put them beside the index; the download may not have finished',
    });
  }
  const files = names.filter((name) => name.endsWith('.safetensors'));
  if (files.length > 0) {
    return { files: files.includes('model.safetensors') ? ['model.safetensors'] : files, weightMap: [] };
  }
  const pickled = names.find((name) => name.endsWith('.bin') || name.endsWith('.pt'));
  throw new WeightsError('not-found', `no safetensors file in ${folder.name}`, {
    next: pickled
      ? `${pickled} is a pickle, which can run code; fetch the safetensors form of the model`
      : 'Choose the folder that holds config.json and model.safetensors or its shards',
  });
}

function readWeightMap(index: Record<string, unknown>): [string, string][] {
  const map = index.weight_map;
  if (!isObject(map)) throw new WeightsError('bad-header', 'no weight_map', { file: INDEX });
  return Object.entries(map).map(([tensor, file]) => {
    if (typeof file === 'string' && isPlainFileName(file)) return [tensor, file];
    throw new WeightsError('bad-header', 'a weight file outside of the folder', {
      file: INDEX,
      tensor: tensor.slice(0, 200),
      found: (JSON.stringify(file) ?? '').slice(0, 80),
    });
  });
}
