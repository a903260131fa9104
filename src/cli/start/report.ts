import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelInfo } from '../../protocol/model.ts';
import type { TaskRecord } from '../../protocol/task.ts';

/** What `--json` holds. `outcome`: success or failure by the model's word, else the state the task ended in. */
export function makeReport(record: TaskRecord, model: ModelInfo | null, done: boolean) {
  return {
    task: record.task,
    outcome: record.outcome?.status ?? record.status,
    /** By the page's own state. */
    done,
    model: model && { name: model.name, packHash: model.packHash, quant: model.quant },
    device: model?.device ?? null,
    steps: record.steps.map(({ thoughts, action, point, effect, timings, tokens }) => ({
      thoughts,
      action,
      point,
      effect,
      timings,
      tokens,
    })),
  };
}

/** Writes what the model saw, one PNG per step; `read` gives the data URL of a stored screenshot. */
export async function saveScreenshots(
  folder: string,
  record: TaskRecord,
  read: (id: string) => Promise<string | null>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { index, screenshotId } of record.steps) {
    const dataUrl = await read(screenshotId);
    if (!dataUrl) continue;
    const file = join(folder, `step-${String(index + 1).padStart(2, '0')}.png`);
    await writeFile(file, Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64'));
  }
}
