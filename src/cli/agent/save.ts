import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { callsFrom } from '../start/panel.ts';
import type { Session } from '../start/session.ts';
import { htmlReport } from './report/html.ts';
import type { AgentRun } from './run.ts';
import { finalAnswer, surferLog, times } from './trajectory.ts';

/** What the same folder may hold from an earlier run, and the evaluation would take for this one's. */
const OURS = /^(screenshot\d+\.png|.*_final_answer\.json)$/;

/**
 * Writes the trajectory as Fara's evaluation lays it out, and `report.html`. The folder's name is the task's id, as
 * there. `screenshot{i}.png` is what step i was decided on, counted from 0; the last one shows the page at the end.
 */
export async function saveTrajectory(out: string, session: Session, run: AgentRun): Promise<void> {
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (OURS.test(name)) await rm(join(folder, name));

  const seen = await screenshotsOf(session, run);
  const names: string[] = [];
  for (const [index, png] of seen.entries()) {
    if (!png) continue;
    const name = `screenshot${index}.png`;
    await writeFile(join(folder, name), png);
    names.push(name);
  }
  const json = (name: string, data: unknown) =>
    writeFile(join(folder, name), `${JSON.stringify(data, null, 2)}\n`);
  await writeFile(join(folder, 'web_surfer.log'), surferLog(run));
  await json(`${basename(folder)}_final_answer.json`, finalAnswer(run, names));
  await json('times.json', times(run));
  await writeFile(join(folder, 'report.html'), htmlReport(run, seen));
}

/** One per step, then the end; null where one is no longer kept. */
async function screenshotsOf({ panel, page }: Session, { record }: AgentRun): Promise<(Buffer | null)[]> {
  const calls = callsFrom(panel);
  const seen: (Buffer | null)[] = [];
  for (const { screenshotId } of record.steps) {
    const { dataUrl } = await calls.getScreenshot({ id: screenshotId });
    seen.push(dataUrl === null ? null : Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64'));
  }
  return [...seen, await lastLook(page)];
}

/** The page as it was left, without the drawn cursor; null when it was closed or does not answer. */
async function lastLook(page: Page): Promise<Buffer | null> {
  try {
    await page.evaluate(() => document.querySelector('sidefara-cursor')?.remove());
    return await page.screenshot({ timeout: 10_000 });
  } catch {
    return null;
  }
}
