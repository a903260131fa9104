import type { Page } from 'playwright-core';
import type { GenerateResult, LoadedModel, LoadProgress } from '../../../src/protocol/engine.ts';

/** A stage of the load and when it began, ms since the call. */
export interface StageStart {
  stage: LoadProgress['stage'];
  ms: number;
}

/** Hands the page the files of a pack as a person's file picker would: on disk, read when needed. */
export async function chooseFiles(page: Page, files: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', multiple: true }));
  });
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
      const model = await sidefaraEngine.client.load({ pack, device, contextTokens }, ({ stage }) => {
        stages.push({ stage, ms: performance.now() - started });
      });
      return { model, stages, ms: performance.now() - started };
    },
    { device, contextTokens },
  );
}

/** One greedy answer to token ids with one grey-ramp image. */
export function answer(
  page: Page,
  request: { inputIds: number[]; image: { width: number; height: number }; maxNewTokens: number },
): Promise<GenerateResult> {
  return page.evaluate(({ inputIds, image: { width, height }, maxNewTokens }) => {
    const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
      i % 4 === 3 ? 255 : i % 251,
    );
    const images = [{ width, height, data }];
    // No stop token: a random pack must not end the answer early.
    return sidefaraEngine.client.generate({ prompt: { inputIds, images }, maxNewTokens, stop: undefined });
  }, request);
}
