import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WeightsError } from '../errors.ts';

/** Beside half-written files: the id of the process that writes them. */
export const LOCK = 'import.lock';

/**
 * Makes this process the only writer of a folder. The lock of a process that is gone is taken over.
 * @throws WeightsError `already-there` while another process has it
 */
export async function lockFolder(folder: string): Promise<void> {
  const file = join(folder, LOCK);
  const mine = String(process.pid);
  const owner = await writeFile(file, mine, { flag: 'wx' }).then(
    () => null,
    () => readFile(file, 'utf8').catch(() => ''),
  );
  if (owner === null) return;
  if (owner !== mine && isRunning(Number(owner))) {
    throw new WeightsError('already-there', `process ${owner} is writing into ${folder}`, {
      next: `Wait for it, or stop it; if it is no import, delete ${LOCK} there`,
    });
  }
  await writeFile(file, mine);
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // Another person's process cannot be signalled and runs all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A process that has ended and whose parent has not asked how: containers can keep them for long. Linux only. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
