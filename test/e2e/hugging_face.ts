import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { openPack, readTensor } from '../../src/weights/pack/read.ts';
import { canonicalTensors } from '../../src/weights/qwen2_5_vl/tensors.ts';
import { type RawTensor, safetensors } from '../weights/checkpoint_files.ts';

/** Writes a pack back as the Hugging Face folder it could have come from: float32, in two shards with an index. */
export async function writeAsHuggingFace(packFolder: string, out: string): Promise<void> {
  const open = await openPack(fileFolder(packFolder));
  const shards: Record<string, RawTensor>[] = [{}, {}];
  const weightMap: Record<string, string> = {};
  for (const { name, role, parts } of canonicalTensors(open.config)) {
    const values = await readTensor(open, name);
    let start = 0;
    for (const part of parts) {
      const end = start + part.shape.reduce((product, n) => product * n, 1);
      const data = new Uint8Array(values.slice(start, end).buffer);
      const shard = role === 'embedding' ? 1 : 0;
      Object.assign(shards[shard] ?? {}, { [part.name]: { dtype: 'F32', shape: part.shape, data } });
      weightMap[part.name] = shardName(shard);
      start = end;
    }
  }
  await open.close();
  const { config, generationConfig, preprocessorConfig, files } = open.pack;
  const json = {
    'config.json': config,
    'generation_config.json': generationConfig,
    'preprocessor_config.json': preprocessorConfig,
    'model.safetensors.index.json': { weight_map: weightMap },
  };
  await mkdir(out, { recursive: true });
  for (const [i, tensors] of shards.entries()) await writeFile(join(out, shardName(i)), safetensors(tensors));
  for (const [file, value] of Object.entries(json)) {
    if (value !== null) await writeFile(join(out, file), JSON.stringify(value));
  }
  for (const file of files) await cp(join(packFolder, file), join(out, file));
}

export const shardName = (index: number) => `model-0000${index + 1}-of-00002.safetensors`;
