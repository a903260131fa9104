import type { Checkpoint } from './checkpoint.ts';
import { WeightsError } from './errors.ts';
import { openGguf } from './gguf/checkpoint.ts';
import { tokenizerFiles } from './gguf/tokenizer.ts';
import { type Qwen25VlConfig, readQwen25VlConfig } from './qwen2_5_vl/config.ts';
import { openCheckpoint } from './safetensors/checkpoint.ts';
import { readSideFiles, SIDE_FILES } from './side_files.ts';
import { type FolderSource, isObject, readJsonObject } from './source.ts';

/** A folder of weights that can be imported, opened by headers alone. */
export interface ModelFolder {
  form: 'safetensors' | 'gguf';
  /** config.json, or what GGUF's metadata say of it */
  config: Record<string, unknown>;
  sizes: Qwen25VlConfig;
  checkpoint: Checkpoint;
  /** The tokenizer's files by name; from GGUF's metadata where they do not lie in the folder. */
  sideFiles(): Promise<Map<string, string>>;
}

/** Whether a folder's weights are GGUF; safetensors beside them win. */
export function isGgufFolder(names: readonly string[]): boolean {
  return names.some((name) => name.endsWith('.gguf')) && !names.some((name) => name.endsWith('.safetensors'));
}

/** The caller closes `checkpoint`. @throws WeightsError */
export async function openModelFolder(folder: FolderSource, signal?: AbortSignal): Promise<ModelFolder> {
  return isGgufFolder(await folder.list()) ? openGgufFolder(folder, signal) : openHubFolder(folder, signal);
}

async function openHubFolder(folder: FolderSource, signal?: AbortSignal): Promise<ModelFolder> {
  const config = await readJsonObject(folder, 'config.json');
  mustBeUnquantised(config);
  const sizes = readQwen25VlConfig(config);
  const checkpoint = await openCheckpoint(folder, signal);
  return { form: 'safetensors', config, sizes, checkpoint, sideFiles: () => readSideFiles(folder) };
}

/** @throws WeightsError for weights that another method has quantised (AWQ, GPTQ, bitsandbytes …) */
function mustBeUnquantised({ quantization_config: quantised }: Record<string, unknown>): void {
  if (!isObject(quantised)) return;
  throw new WeightsError('unsupported-dtype', 'the weights are quantised in a way that cannot be read', {
    file: 'config.json',
    expected: 'full precision',
    found: (JSON.stringify(quantised.quant_method) ?? 'quantization_config').slice(0, 40),
    next: 'Fetch the original model, or a GGUF of it',
  });
}

async function openGgufFolder(folder: FolderSource, signal?: AbortSignal): Promise<ModelFolder> {
  const { checkpoint, config, text } = await openGguf(folder, signal);
  try {
    const sizes = readQwen25VlConfig(config);
    return {
      form: 'gguf',
      config,
      sizes,
      checkpoint,
      async sideFiles() {
        const found = await readSideFiles(folder);
        if (SIDE_FILES.every((file) => found.has(file))) return found;
        return new Map([...tokenizerFiles(text), ...found]);
      },
    };
  } catch (error) {
    await checkpoint.close();
    throw error;
  }
}
