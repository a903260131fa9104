import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { dequantiseGgml } from '../../src/weights/gguf/dequantise.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { decodeFloats } from '../../src/weights/safetensors/decode.ts';
import {
  floats,
  type RawTensor,
  readParityJson,
  tinyFolder,
  tinyTensors,
} from '../weights/checkpoint_files.ts';
import { bytesOf, type Encode, ggufFolder, ggufParts } from '../weights/gguf_files.ts';
import { f16, f32, q8_0 } from '../weights/gguf_forms.ts';
import { memoryFolder, memorySink } from '../weights/memory_folder.ts';
import { readCases } from './reference.ts';

const CHECKPOINT = 'gqa32-sharded';
const CONFIG = readParityJson(CHECKPOINT, 'config.json');

/** Logits of every position of the checkpoint's first case with a picture. */
async function logits(files: Record<string, Uint8Array | string>): Promise<Float32Array> {
  const sink = memorySink();
  await importCheckpoint(memoryFolder(files), sink, { quant: 'f32' });
  const engine = await Engine.load(memoryFolder(sink.files), nodeRuntime(), { backend: 'cpu' });
  const one = (await readCases(CHECKPOINT)).find(({ pictures }) => pictures.length > 0);
  if (!one) throw new Error('no case with a picture');
  const input = { inputIds: one.inputIds, images: one.pictures };
  const { logits } = await engine.forward(input, { maxNewTokens: 0, allLogits: true });
  await engine.dispose();
  return logits;
}

/** The float32 values that a stored form stands for. */
function rounded(tensor: RawTensor, encode: Encode): RawTensor {
  if (tensor.shape.length !== 2) return tensor;
  const { dtype, data } = encode(floats(tensor), tensor.shape[1] ?? 0);
  const values = dtype === 'Q8_0' ? dequantiseGgml(dtype, data) : decodeFloats(dtype as 'F32' | 'F16', data);
  return { ...tensor, data: bytesOf(values) };
}

test.each([
  { form: 'F32', encode: f32 },
  { form: 'F16', encode: f16 },
  { form: 'Q8_0', encode: q8_0 },
])('a model from a $form GGUF has the logits of the same values from safetensors', async ({ encode }) => {
  // Small enough for attention to be soft; what matters is that both ways read the same numbers.
  const tensors = tinyTensors(CONFIG);
  for (const tensor of Object.values(tensors))
    tensor.data = bytesOf(floats(tensor).map((value) => value / 16));
  const stored = Object.entries(tensors).map(([name, tensor]) => [name, rounded(tensor, encode)] as const);
  const fromHub = await logits(tinyFolder(Object.fromEntries(stored), CONFIG));
  const fromGguf = await logits(ggufFolder(ggufParts(CONFIG, tensors, encode)));
  expect(fromGguf.every(Number.isFinite)).toBe(true);
  expect(new Set(fromGguf).size).toBeGreaterThan(1000);
  expect(fromGguf).toEqual(fromHub);
});
