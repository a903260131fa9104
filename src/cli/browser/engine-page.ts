import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { ForwardTensors } from '../../engine/engine.ts';
import { EngineError } from '../../engine/errors.ts';
import type { PromptInput } from '../../engine/prompt/input.ts';
import type { RgbaImage } from '../../protocol/chat.ts';
import { CheckAnswer, type CheckProgress } from '../../protocol/check.ts';
import {
  type DeviceChoice,
  type DeviceVerdict,
  type ForwardRequest,
  LoadedModel,
} from '../../protocol/engine.ts';
import { buildEnginePage } from './build-engine-page.ts';
import { type Outcome, type PageForward, PageForwardResult } from './engine-page/wire.ts';
import { startFileServer } from './file-server.ts';
import type { WebGpuMode } from './flags.ts';
import { launchChromium } from './launch.ts';

/** The extension's engine worker in headless Chromium, driven from Node. */
export interface EnginePage {
  /** @param folder of a pack on this machine; replaces a pack loaded before. @throws EngineError */
  load(folder: string, device: DeviceChoice): Promise<LoadedModel>;
  forward(input: PromptInput<RgbaImage>, options: Omit<ForwardRequest, 'prompt'>): Promise<ForwardTensors>;
  /** The grounding self-test of the loaded model. @throws EngineError */
  check(profileId: string, onProgress: (progress: CheckProgress) => void): Promise<CheckAnswer[]>;
  /** The self-test's pages with targets and points: PNG files by the page's name. */
  checkPictures(profileId: string, answers: readonly CheckAnswer[]): Promise<Map<string, Uint8Array>>;
  /** Serves a pack's folder to the page; returns its URL, ending in a slash. */
  serve(folder: string): string;
  /** For tests that talk to the worker's client themselves: `sidefaraEngine.client` in the page. */
  page: Page;
  close(): Promise<void>;
}

/** Builds the page and opens it. Throws BrowserNotFoundError, and what the build or the browser throws. */
export async function openEnginePage(
  options: { webgpu?: WebGpuMode; userDataDir?: string } = {},
): Promise<EnginePage> {
  const site = await buildEnginePage();
  const server = await startFileServer();
  const chromium = await launchChromium({ headless: true, ...options });
  const close = async () => {
    await chromium.close();
    await server.close();
  };
  try {
    server.mount('/', site);
    const page = await chromium.context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') process.stderr.write(`engine page: ${message.text()}\n`);
    });
    page.on('pageerror', (error) => process.stderr.write(`engine page: ${error.message}\n`));
    await page.goto(`${server.origin}/index.html`);
    await page.waitForFunction(() => 'sidefaraEngine' in globalThis);

    const remote = ({ width, height, data }: RgbaImage) => ({
      width,
      height,
      url: server.offer(new Uint8Array(data)),
    });
    let packs = 0;
    // Remembered as the extension does, so that the kernels are tested once.
    let verdict: DeviceVerdict | null = null;
    const serve = (folder: string) => {
      const path = `/pack/${packs++}/`;
      server.mount(path, folder);
      return `${server.origin}${path}`;
    };
    return {
      async load(folder, device) {
        const pack = { kind: 'url', base: serve(folder) } as const;
        const load = (request: Parameters<typeof sidefaraEngine.load>[0]) => sidefaraEngine.load(request);
        const model = LoadedModel.parse(unwrap(await page.evaluate(load, { pack, device, verdict })));
        verdict = model.device.verdict ?? verdict;
        return model;
      },
      async forward(input, rest) {
        const embedsUrl = server.offer(new Uint8Array());
        const logitsUrl = server.offer(new Uint8Array());
        const prompt: PageForward['prompt'] =
          'inputIds' in input
            ? { inputIds: [...input.inputIds], images: input.images.map(remote) }
            : {
                messages: [...input.messages],
                images: Object.fromEntries(
                  Object.entries(input.images).map(([id, one]) => [id, remote(one)]),
                ),
              };
        const forward = (request: PageForward) => sidefaraEngine.forward(request);
        const answer = unwrap(await page.evaluate(forward, { ...rest, prompt, embedsUrl, logitsUrl }));
        const { inputIds, generated } = PageForwardResult.parse(answer);
        const floats = (url: string) => new Float32Array(server.take(url).slice().buffer);
        return { inputIds, generated, imageEmbeds: floats(embedsUrl), logits: floats(logitsUrl) };
      },
      async check(profileId, onProgress) {
        await page.exposeFunction('sidefaraCheckProgress', onProgress);
        const run = (id: string) => sidefaraEngine.check(id);
        return z.array(CheckAnswer).parse(unwrap(await page.evaluate(run, profileId)));
      },
      async checkPictures(profileId, answers) {
        const draw = ([id, given]: [string, CheckAnswer[]]) => sidefaraEngine.checkPictures(id, given);
        const pictures = await page.evaluate(draw, [profileId, [...answers]] as [string, CheckAnswer[]]);
        return new Map(Object.entries(pictures).map(([name, png]) => [name, Buffer.from(png, 'base64')]));
      },
      serve,
      page,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws EngineError as the worker's client threw it */
function unwrap<T>(outcome: Outcome<T>): T {
  if ('failed' in outcome) throw new EngineError(outcome.failed.code, outcome.failed.message);
  return outcome.done;
}
