import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { buildEnginePage } from '../../../src/cli/browser/build-engine-page.ts';
import { startFileServer } from '../../../src/cli/browser/file-server.ts';
import { launchChromium } from '../../../src/cli/browser/launch.ts';
import { runExport } from '../../../src/cli/model/export.ts';
import type { DeviceChoice } from '../../../src/protocol/engine.ts';
import type { Pack } from '../../../src/protocol/pack.ts';
import { Limits, Measured, Ready, type Setup, type StepOptions } from './page/wire.ts';
import type { Trajectory } from './trajectory.ts';

/** The script that each further thread of ONNX Runtime runs; transformers.js makes a blob of it. */
const THREAD = /^blob:|ort-wasm-simd-threaded.*\.mjs/;
const DTYPE = { f32: 'fp32', q8: 'q8', q4: 'q4', 'q4-head8': 'q4' } as const;

/** Both contestants in one page of headless Chromium. */
export interface Contest {
  /**
   * A fresh engine under that name; each name is a worker of its own.
   * @param snapshot whether the system prompt is kept on disk, for all engines, and taken from there
   */
  loadOurs(name: string, snapshot: boolean): Promise<Ready>;
  /** Ends that engine when it has written what it keeps on disk. */
  unloadOurs(name: string): Promise<void>;
  stepOurs(name: string, step: number, options?: StepOptions): Promise<Measured>;
  stepTheirs(step: number): Promise<Measured>;
  /** @param features of WebGPU that the engine uses */
  limits(features: string[]): Promise<Limits>;
  /** Threads of the processor that each computes with, while one engine is loaded: workers are counted, not settings. */
  threads(): { ours: number; theirs: number };
  close(): Promise<void>;
}

/** @param folder of the pack that both run */
export async function openContest(
  folder: string,
  quant: Pack['quant'],
  device: DeviceChoice,
  threads: number | undefined,
  { steps, request }: Trajectory,
): Promise<Contest> {
  const models = await mkdtemp(join(tmpdir(), 'sidefara-bench-'));
  const site = await buildEnginePage(join(import.meta.dirname, 'page'), 'engine-bench');
  const server = await startFileServer();
  const chromium = await launchChromium({ headless: true });
  const close = async () => {
    await chromium.close();
    await server.close();
    await rm(models, { recursive: true, force: true });
  };
  try {
    await runExport([folder, '--out', join(models, 'export')]);
    server.mount('/', site);
    server.mount('/pack/', folder);
    server.mount('/models/', models);
    const page = await chromium.context.newPage();
    page.on('pageerror', (error) => process.stderr.write(`bench page: ${error.message}\n`));
    await page.goto(`${server.origin}/index.html`);
    await page.waitForFunction(() => 'engineBench' in globalThis);
    const setup: Setup = {
      device,
      ...(threads ? { threads } : {}),
      pack: `${server.origin}/pack/`,
      models: '/models/',
      dtype: DTYPE[quant],
      steps: steps.map(({ messages, images }) => ({
        messages,
        images: Object.fromEntries(
          Object.entries(images).map(([id, { width, height, data }]) => [
            id,
            { width, height, url: server.offer(new Uint8Array(data)) },
          ]),
        ),
      })),
      request,
    };
    const call = async <T>(schema: z.ZodType<T>, answer: Promise<unknown>) => schema.parse(await answer);
    await page.evaluate((wanted) => engineBench.prepare(wanted), setup);
    const furtherThreads = () => page.workers().filter((worker) => THREAD.test(worker.url())).length;
    await page.evaluate(() => engineBench.loadTheirs());
    const theirs = 1 + furtherThreads();
    return {
      loadOurs: (name, snapshot) =>
        call(
          Ready,
          page.evaluate(([engine, kept]) => engineBench.loadOurs(engine, kept), [name, snapshot] as const),
        ),
      unloadOurs: (name) => page.evaluate((engine) => engineBench.unloadOurs(engine), name),
      threads: () => ({ ours: 1 + furtherThreads() - (theirs - 1), theirs }),
      stepOurs: (name, step, options = {}) =>
        call(
          Measured,
          page.evaluate(([engine, index, rest]) => engineBench.stepOurs(engine, index, rest), [
            name,
            step,
            options,
          ] as const),
        ),
      stepTheirs: (step) =>
        call(
          Measured,
          page.evaluate((index) => engineBench.stepTheirs(index), step),
        ),
      limits: (features) =>
        call(
          Limits,
          page.evaluate((names) => engineBench.limits(names), features),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
