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

const DTYPE = { f32: 'fp32', q8: 'q8', q4: 'q4', 'q4-head8': 'q4' } as const;

/** Both contestants in one page of headless Chromium. */
export interface Contest {
  /** A fresh engine under that name; each name is a worker of its own. */
  loadOurs(name: string): Promise<Ready>;
  stepOurs(name: string, step: number, options?: StepOptions): Promise<Measured>;
  stepTheirs(step: number): Promise<Measured>;
  limits(): Promise<Limits>;
  close(): Promise<void>;
}

/** @param folder of the pack that both run */
export async function openContest(
  folder: string,
  quant: Pack['quant'],
  device: DeviceChoice,
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
    await page.evaluate(() => engineBench.loadTheirs());
    return {
      loadOurs: (name) =>
        call(
          Ready,
          page.evaluate((engine) => engineBench.loadOurs(engine), name),
        ),
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
      limits: () =>
        call(
          Limits,
          page.evaluate(() => engineBench.limits()),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
