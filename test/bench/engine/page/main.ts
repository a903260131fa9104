import { EngineClient } from '../../../../src/engine/client.ts';
import type { RgbaImage } from '../../../../src/protocol/chat.ts';
import { answerOf, measureLimits } from './ask.ts';
import type { TransformersCommand } from './transformers.worker.ts';
import type { Limits, Measured, Ready, RemoteStep, Setup, StepOptions } from './wire.ts';

// The page Node drives: both contestants, each in its own worker, on the same steps.
interface Step {
  messages: RemoteStep['messages'];
  images: Record<string, RgbaImage & { data: Uint8ClampedArray<ArrayBuffer> }>;
}

let setup: Setup;
let steps: Step[] = [];
const ours = new Map<string, EngineClient>();
let theirs: Worker | undefined;
let verdict: Ready['device']['verdict'] = null;

async function prepare(wanted: Setup): Promise<void> {
  setup = wanted;
  steps = await Promise.all(
    wanted.steps.map(async ({ messages, images }) => ({ messages, images: await fetchAll(images) })),
  );
}

/** A fresh engine: nothing is left of an earlier round. */
async function loadOurs(name: string, snapshot: boolean): Promise<Ready> {
  await unloadOurs(name);
  const client = new EngineClient();
  ours.set(name, client);
  const { pack, device: choice, threads } = setup;
  const { device } = await client.load({
    pack: { kind: 'url', base: pack },
    device: choice,
    verdict,
    snapshot,
    ...(threads ? { threads } : {}),
  });
  verdict = device.verdict ?? verdict;
  return { device };
}

/** Ends that engine's worker, after what it keeps on disk is written. */
async function unloadOurs(name: string): Promise<void> {
  await ours.get(name)?.unload();
  ours.get(name)?.close();
  ours.delete(name);
}

async function stepOurs(name: string, index: number, options: StepOptions): Promise<Measured> {
  const [client, step] = [ours.get(name), steps[index]];
  if (!client || !step) throw new Error(`no step ${index} of ${name}`);
  const started = performance.now();
  const { ids, timings, tokens } = await client.generate({ prompt: step, ...setup.request, ...options });
  const totalMs = performance.now() - started;
  return {
    ids,
    promptTokens: tokens.prompt,
    firstTokenMs: timings.preprocessMs + timings.visionMs + timings.prefillMs,
    decodeMs: timings.decodeMs,
    prefillMs: timings.prefillMs,
    totalMs,
    prefilled: tokens.prefilled,
    visionPasses: tokens.visionPasses,
    decodePasses: tokens.passes,
  };
}

async function loadTheirs(): Promise<void> {
  theirs?.terminate();
  theirs = new Worker(new URL('./transformers.worker.ts', import.meta.url), { type: 'module' });
  const { device, models, dtype, threads } = setup;
  await ask({ type: 'load', setup: { device, models, dtype, threads } });
}

const stepTheirs = (index: number): Promise<Measured> => {
  const step = steps[index];
  if (!step) throw new Error(`no step ${index}`);
  return ask({ type: 'step', ...step, request: setup.request });
};

const ask = <T>(command: TransformersCommand): Promise<T> => {
  if (!theirs) throw new Error('transformers.js is not loaded');
  return answerOf(theirs, command);
};

const limits = (features: string[]): Promise<Limits> => {
  const { device, threads } = setup;
  return measureLimits({ webgpu: device === 'webgpu', features, ...(threads ? { threads } : {}) });
};

async function fetchAll(images: RemoteStep['images']): Promise<Step['images']> {
  const entries = Object.entries(images).map(async ([id, { width, height, url }]) => {
    const data = new Uint8ClampedArray(await (await fetch(url)).arrayBuffer());
    return [id, { width, height, data }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const api = { prepare, loadOurs, unloadOurs, stepOurs, loadTheirs, stepTheirs, limits };
declare global {
  var engineBench: typeof api;
}
globalThis.engineBench = api;
