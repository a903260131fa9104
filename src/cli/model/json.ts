import { writeFile } from 'node:fs/promises';
import { WeightsError } from '../../weights/errors.ts';

/** Writes a report where one was asked for. */
export async function writeJson(file: string | undefined, value: unknown): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(value, null, 1)}\n`);
}

/** Runs `work`; a fault of its input goes into the report as the typed error, and on to the caller. */
export async function reportFaults(file: string | undefined, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WeightsError)
      await writeJson(file, { error: { code: error.code, message: error.message, ...error.detail } });
    throw error;
  }
}
