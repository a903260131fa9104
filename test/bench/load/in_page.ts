import type { Page } from 'playwright-core';
import type {
  DeviceReport,
  GenerateResult,
  LoadedModel,
  LoadProgress,
} from '../../../src/protocol/engine.ts';
import { Limits } from '../engine/page/wire.ts';
import { GpuBytes } from './page/wire.ts';

/** A stage of the load and when it began, ms since the call. */
export interface StageStart {
  stage: LoadProgress['stage'];
  ms: number;
}

/** A prompt of ids around one image, and how it is to be answered. */
export interface Question {
  /** One image token stands for the whole image. */
  inputIds: number[];
  /** image px */
  image: { width: number; height: number };
  maxNewTokens: number;
}

/** Hands the page the files of a pack as a person's file picker would: on disk, read when needed. */
export async function chooseFiles(page: Page, files: readonly string[]): Promise<void> {
  await page.setInputFiles('input', [...files]);
}

/** Reads all shards once more, slice by slice, and keeps nothing: what reading alone takes, ms. */
export function readShards(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const started = performance.now();
    for (const file of document.querySelector('input')?.files ?? []) {
      for (let offset = 0; offset < file.size; offset += 2 ** 24) {
        await file.slice(offset, offset + 2 ** 24).arrayBuffer();
      }
    }
    return performance.now() - started;
  });
}

/** Loads the chosen files through the extension's own engine worker. Rejects as the engine does. */
export function loadChosen(
  page: Page,
  device: 'webgpu' | 'cpu',
  contextTokens: number,
): Promise<{ model: LoadedModel; stages: StageStart[]; ms: number }> {
  return page.evaluate(
    async ({ device, contextTokens }) => {
      const files = [...(document.querySelector('input')?.files ?? [])];
      const pack = { kind: 'files' as const, files: files.map((file) => ({ name: file.name, blob: file })) };
      const stages: StageStart[] = [];
      const started = performance.now();
      const model = await loadBench.client.load({ pack, device, contextTokens }, ({ stage }) => {
        stages.push({ stage, ms: performance.now() - started });
      });
      return { model, stages, ms: performance.now() - started };
    },
    { device, contextTokens },
  );
}

/**
 * One greedy answer to token ids with one grey-ramp image, everything computed anew: nothing is kept of earlier calls,
 * and nothing guessed, since what a random pack repeats could be guessed too well.
 */
export function answer(page: Page, question: Question): Promise<{ result: GenerateResult; ms: number }> {
  return page.evaluate(async ({ inputIds, image: { width, height }, maxNewTokens }) => {
    const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
      i % 4 === 3 ? 255 : i % 251,
    );
    const started = performance.now();
    const result = await loadBench.client.generate({
      prompt: { inputIds, images: [{ width, height, data }] },
      maxNewTokens,
      imageBudget: { minPixels: 1, maxPixels: width * height },
      // No stop token: a random pack must not end the answer early.
      stop: [],
      shortcuts: { prefixCache: false, visionCache: false, speculation: false },
    });
    return { result, ms: performance.now() - started };
  }, question);
}

/** bytes of the engine's GPU buffers now, and at most since the last call. */
export async function gpuBytes(page: Page): Promise<GpuBytes> {
  return GpuBytes.parse(await page.evaluate(() => loadBench.gpuBytes()));
}

/** Frees the model, then measures what the device does at best. */
export async function limitsOf(page: Page, { backend, features }: DeviceReport): Promise<Limits> {
  const limits = page.evaluate(
    async (order) => {
      await loadBench.client.unload();
      return loadBench.limits(order);
    },
    { webgpu: backend === 'webgpu', features },
  );
  return Limits.parse(await limits);
}
