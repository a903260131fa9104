import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../engine/errors.ts';
import { modelInfo } from '../../engine/model-info.ts';
import { checkResult } from '../../fara/check/result.ts';
import { profileForPack } from '../../fara/profiles/index.ts';
import type { CheckProgress, CheckResult } from '../../protocol/check.ts';
import { fileFolder } from '../../weights/node/file_folder.ts';
import { openPack } from '../../weights/pack/read.ts';
import { openEnginePage } from '../browser/engine-page.ts';
import { UsageError } from '../usage.ts';
import { folderAndFlags } from './args.ts';
import { reportFaults, writeJson } from './json.ts';
import { formatSeconds } from './progress.ts';

/**
 * `model check PACK [--device cpu|webgpu] [--json FILE] [--out DIR]`: the grounding self-test of the panel, by the
 * extension's own engine worker in headless Chromium, which also draws the pages. Exit code 1 for a bad result.
 */
export async function runCheck(args: readonly string[]): Promise<number> {
  const { folder, values } = folderAndFlags(args, 'pack', {
    device: { type: 'string', default: 'cpu' },
    json: { type: 'string' },
    out: { type: 'string' },
  });
  const { device } = values;
  if (device !== 'webgpu' && device !== 'cpu') {
    throw new UsageError(`--device is '${device}'; it must be cpu or webgpu.`);
  }
  return reportFaults(values.json, () => check(folder, { device, json: values.json, out: values.out }));
}

interface CheckOptions {
  device: 'cpu' | 'webgpu';
  json: string | undefined;
  out: string | undefined;
}

async function check(folder: string, { device, json, out }: CheckOptions): Promise<number> {
  const open = await openPack(fileFolder(folder));
  await open.close();
  const profile = profileForPack(open.pack);
  const page = await openEnginePage();
  try {
    const info = modelInfo(await page.load(folder, device));
    const answers = await page.check(profile.id, tell);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    const result = checkResult(info, profile, answers, Date.now());
    await writeJson(json, result);
    if (out !== undefined) {
      await mkdir(out, { recursive: true });
      for (const [name, png] of await page.checkPictures(profile.id, answers))
        await writeFile(join(out, `${name}.png`), png);
    }
    process.stdout.write(report(result));
    return result.verdict === 'bad' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await writeJson(json, { error: { code: error.code, message: error.message } });
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    await page.close();
  }
}

function tell({ done, targets, hits, secondsLeft }: CheckProgress): void {
  const left = secondsLeft === null ? '' : `, ${formatSeconds(secondsLeft)} left`;
  const line = `${done} of ${targets}, ${hits} hit${left}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
  else if (done % 5 === 0) process.stderr.write(`${line}\n`);
}

/** What a person reads: the summary, then every target that was missed, then why that may be. */
function report(result: CheckResult): string {
  const { info, answers, readable, texts, textsRight, causes } = result;
  const missed = answers
    .filter(({ hit, textRight }) => !hit || textRight === false)
    .map(({ page, task, problem, action, point, hit }) => {
      const what =
        problem ?? (hit ? 'typed something else' : point ? at(point, action) : `${action}, without a point`);
      return `  ${page}: ${task} → ${what}\n`;
    });
  const on = info.device.backend === 'webgpu' ? `WebGPU, ${info.device.adapter}` : 'the CPU';
  return (
    `${result.summary}\n` +
    `${info.name}, ${info.quant}, profile ${result.profile}, on ${on}: ${readable} of ${answers.length} answers readable, ` +
    `${textsRight} of ${texts} texts exact, ${result.secondsPerAnswer.toFixed(1)} s per answer\n` +
    missed.join('') +
    causes.map((cause) => `- ${cause}\n`).join('')
  );
}

function at({ x, y }: { x: number; y: number }, action: string | null): string {
  return `${action} at ${Math.round(x)}, ${Math.round(y)}`;
}
