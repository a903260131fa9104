import { GraphBuilder } from '../../../../src/engine/graph/builder.ts';
import { buildDecoder, kvNames } from '../../../../src/engine/graph/decoder.ts';
import { encodeModel } from '../../../../src/engine/onnx/encode.ts';
import type { InferenceSession, OrtRuntime, Tensor } from '../../../../src/engine/ort/runtime.ts';
import { externalData } from '../../../../src/engine/pack/external-data.ts';
import { createSession } from '../../../../src/engine/session.ts';
import { urlFolder } from '../../../../src/weights/browser/url_folder.ts';
import { openPack } from '../../../../src/weights/pack/read.ts';
import type { BenchGpu } from './device.ts';

const ROOM = 64;

export interface CaptureReport {
  version: string;
  /** ms of each pass of one token, as the engine makes it */
  plain: number[];
  /** with graph capture, all values in buffers of the caller, as the documentation asks */
  documented: Outcome;
  /** the same with buffers that ONNX Runtime itself has made */
  own: Outcome;
}
interface Outcome {
  /** ms of each pass that succeeded; the first one captures */
  ms: number[];
  error: string | null;
  /** Whether the logits are those of the plain pass, bit for bit. */
  sameLogits: boolean;
}

/** One token through the decoder of a pack again and again, without graph capture and with it. */
export async function tryCapture(gpu: BenchGpu, base: string, runs: number): Promise<CaptureReport> {
  const { runtime, device } = gpu;
  const open = await openPack(urlFolder(base, []));
  const model = buildDecoder(open.pack, open.config.text, device.accuracy);
  const external = await externalData(open, runtime, device);
  const { layers, kvHeads, headDim, hiddenSize, vocabSize } = open.config.text;
  const values = () => {
    const half = headDim / 2;
    const row = (length: number, at: (i: number) => number) => Float32Array.from({ length }, (_, i) => at(i));
    return {
      inputs_embeds: { data: row(hiddenSize, (i) => Math.sin(i)), dims: [1, hiddenSize] },
      cos: { data: row(ROOM * half, () => 1), dims: [ROOM, half] },
      sin: { data: row(ROOM * half, () => 0), dims: [ROOM, half] },
      seqlens_k: { data: Int32Array.of(0), dims: [1] },
      total_sequence_length: { data: Int32Array.of(1), dims: [] },
      logit_rows: { data: BigInt64Array.of(0n), dims: [1] },
    };
  };
  const cache = { data: new Float32Array(kvHeads * ROOM * headDim), dims: [1, kvHeads, ROOM, headDim] };
  const names = Array.from({ length: layers }, (_, layer) => kvNames(layer)).flatMap((name) => [
    [name.pastKey, name.presentKey] as const,
    [name.pastValue, name.presentValue] as const,
  ]);

  type Place = (value: Value) => Promise<Tensor>;
  const bind = async (place: Place) => {
    const feeds: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(values())) feeds[name] = await place(value);
    const fetches: Record<string, Tensor> = {};
    for (const [past, present] of names) {
      const tensor = await place(cache);
      feeds[past] = tensor;
      fetches[present] = tensor;
    }
    return { feeds, fetches };
  };
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const callers: Place = async ({ data, dims }) => {
    const buffer = device.gpu.createBuffer({ size: Math.ceil(data.byteLength / 16) * 16, usage });
    device.gpu.queue.writeBuffer(buffer, 0, data);
    return fromBuffer(runtime, buffer, data, dims);
  };

  const plainSession = await createSession(runtime, device, model, external);
  const bound = await bind(async (value) => (value === cache ? callers(value) : onProcessor(runtime, value)));
  let expected = new Float32Array();
  const plain: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    const { logits } = await plainSession.run(bound.feeds, { ...bound.fetches, logits: null });
    if (!(logits?.data instanceof Float32Array)) throw new Error('no float32 logits came back');
    expected = new Float32Array(logits.data);
    if (run > 0) plain.push(performance.now() - started);
  }
  await plainSession.release();

  const attempt = async (place: Place): Promise<Outcome> => {
    const outcome: Outcome = { ms: [], error: null, sameLogits: false };
    let session: InferenceSession | undefined;
    try {
      session = await runtime.InferenceSession.create(encodeModel(model), {
        executionProviders: [{ name: 'webgpu', device: device.gpu, validationMode: 'disabled' }],
        externalData: external,
        logSeverityLevel: 3,
        enableGraphCapture: true,
      });
      const { feeds, fetches } = await bind(place);
      const logits = await place({ data: new Float32Array(vocabSize), dims: [1, vocabSize] });
      for (let run = 0; run <= runs; run++) {
        const started = performance.now();
        await session.run(feeds, { ...fetches, logits });
        const found = await download(device.gpu, logits);
        outcome.ms.push(performance.now() - started);
        outcome.sameLogits = found.every((value, i) => value === expected[i]);
      }
    } catch (error) {
      outcome.error = String(error);
    }
    await session?.release().catch(() => {});
    return outcome;
  };
  const documented = await attempt(callers);
  const own = await attempt(await ownBuffers(gpu));
  return { version: runtime.version, plain, documented, own };
}

interface Value {
  data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
  dims: number[];
}

const TYPES = { Float32Array: 'float32', Int32Array: 'int32', BigInt64Array: 'int64' } as const;
const typeOf = (data: Value['data']) => TYPES[data.constructor.name as keyof typeof TYPES];

function onProcessor({ Tensor }: OrtRuntime, { data, dims }: Value): Tensor {
  return new Tensor(typeOf(data), data, dims);
}

function fromBuffer({ Tensor }: OrtRuntime, buffer: GPUBuffer, data: Value['data'], dims: number[]): Tensor {
  return Tensor.fromGpuBuffer(buffer, { dataType: typeOf(data), dims });
}

/** Buffers of outputs that a session left on the GPU: ONNX Runtime Web never forgets those. */
async function ownBuffers({ runtime, device }: BenchGpu): Promise<(value: Value) => Promise<Tensor>> {
  const graph = new GraphBuilder('own');
  const x = graph.input('x', 'float', ['n']);
  graph.op('Add', 'y', [x, graph.float('zero', [], Float32Array.of(0))]);
  graph.output('y', 'float', ['n']);
  const session = await runtime.InferenceSession.create(encodeModel(graph.build()), {
    executionProviders: [{ name: 'webgpu', device: device.gpu }],
    preferredOutputLocation: 'gpu-buffer',
  });
  return async ({ data, dims }) => {
    const floats = new Float32Array(Math.max(4, data.byteLength / 4));
    const { y } = await session.run({ x: new runtime.Tensor('float32', floats, [floats.length]) });
    if (!y) throw new Error('unreachable: the graph has one output');
    device.gpu.queue.writeBuffer(y.gpuBuffer as GPUBuffer, 0, data);
    return fromBuffer(runtime, y.gpuBuffer as GPUBuffer, data, dims);
  };
}

async function download(gpu: GPUDevice, tensor: Tensor): Promise<Float32Array> {
  const size = tensor.dims.reduce((product, dim) => product * dim, 4);
  const staging = gpu.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = gpu.createCommandEncoder();
  encoder.copyBufferToBuffer(tensor.gpuBuffer as GPUBuffer, 0, staging, 0, size);
  gpu.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return values;
}
