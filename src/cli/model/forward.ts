import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Engine, type ForwardTensors } from '../../engine/engine.ts';
import { EngineError } from '../../engine/errors.ts';
import { nodeRuntime } from '../../engine/ort/node.ts';
import type { DeviceReport, ForwardRequest } from '../../protocol/engine.ts';
import { fileFolder } from '../../weights/node/file_folder.ts';
import { openEnginePage } from '../browser/engine-page.ts';
import { UsageError } from '../usage.ts';
import { folderAndFlags } from './args.ts';
import { type ForwardInput, readForwardRequest } from './forward-request.ts';

type Options = Omit<ForwardRequest, 'prompt'>;
type Device = Pick<DeviceReport, 'backend' | 'adapter' | 'features'>;

/**
 * `model forward PACK --request REQ.json --out DIR --device webgpu|cpu [--all-logits]`: one forward pass and a
 * greedy generation, written to DIR for comparison with a reference implementation. Resolves to the exit code.
 */
export async function forward(argv: readonly string[]): Promise<number> {
  const { folder, values } = folderAndFlags(argv, 'pack', {
    request: { type: 'string' },
    out: { type: 'string' },
    device: { type: 'string' },
    'all-logits': { type: 'boolean', default: false },
  });
  const { request, out, device } = values;
  if (request === undefined) throw new UsageError('--request says which REQ.json to run; it is missing.');
  if (out === undefined) throw new UsageError('--out says which folder to write; it is missing.');
  if (device !== 'webgpu' && device !== 'cpu') {
    throw new UsageError(`--device is '${device ?? ''}'; it must be webgpu or cpu.`);
  }
  const input = await readForwardRequest(request);
  const { maxNewTokens, repetitionPenalty } = input;
  const options = {
    maxNewTokens,
    allLogits: values['all-logits'],
    ...(repetitionPenalty === undefined ? {} : { repetitionPenalty }),
  };
  let done: { tensors: ForwardTensors; report: Device };
  try {
    done = await (device === 'webgpu' ? onWebGpu : onCpu)(folder, input, options);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
  const { tensors, report } = done;
  await writeTensors(out, tensors, report);
  const { generated } = tensors;
  process.stdout.write(
    `${report.backend}: ${tensors.inputIds.length} prompt tokens, ${generated.ids.length} generated → ${out}\n`,
  );
  return 0;
}

/** The wasm provider in this process. */
async function onCpu(folder: string, { input }: ForwardInput, options: Options) {
  const engine = await Engine.load(fileFolder(folder), nodeRuntime(), { backend: 'cpu' });
  try {
    const report: Device = { backend: 'cpu', adapter: null, features: [] };
    return { tensors: await engine.forward(input, options), report };
  } finally {
    await engine.dispose();
  }
}

/** The extension's worker in headless Chromium. */
async function onWebGpu(folder: string, { input }: ForwardInput, options: Options) {
  const page = await openEnginePage();
  try {
    const { device } = await page.load(folder, 'webgpu');
    return { tensors: await page.forward(input, options), report: device };
  } finally {
    await page.close();
  }
}

async function writeTensors(out: string, tensors: ForwardTensors, device: Device): Promise<void> {
  const { inputIds, imageEmbeds, logits, generated } = tensors;
  const { ids, text, stopReason, timings, tokens, images } = generated;
  const { backend, adapter, features } = device;
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'input_ids.json'), JSON.stringify(inputIds));
  await writeFile(join(out, 'image_embeds.f32'), bytesOf(imageEmbeds));
  await writeFile(join(out, 'logits.f32'), bytesOf(logits));
  const report = { ids, text, stopReason, timings, tokens, images, device: { backend, adapter, features } };
  await writeFile(join(out, 'generated.json'), `${JSON.stringify(report, null, 2)}\n`);
}

/** Little-endian, as on every machine that runs Node. */
function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
