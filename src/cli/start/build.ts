import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'build/test');
/** What the build is made of, besides the model. */
const INPUTS = ['src', 'public', 'vite', 'vite.config.ts', 'manifest.json', 'package.json'];

let building: Promise<string> | undefined;

/** Folder of the built extension with site access granted; builds it when there is none or it is out of date. */
export function builtExtension(log: (line: string) => void): Promise<string> {
  building ??= buildIfNeeded(log);
  return building;
}

async function buildIfNeeded(log: (line: string) => void): Promise<string> {
  if (isFresh()) return FOLDER;
  log('Building the extension …');
  await run(join(ROOT, 'node_modules/.bin/vite'), ['build', '--mode', 'test', '--logLevel', 'warn']);
  return FOLDER;
}

/** Whether the build is complete, newer than its sources, and holds the model it should. */
function isFresh(): boolean {
  const pack = resolve(ROOT, process.env.SIDEFARA_PACK ?? 'models/fara-tiny/pack', 'pack.json');
  const packed = join(FOLDER, 'fara-tiny/pack.json');
  if (!existsSync(packed) || !existsSync(pack) || !readFileSync(pack).equals(readFileSync(packed)))
    return false;
  // The content script is written last.
  const product = join(FOLDER, 'content.js');
  if (!existsSync(product)) return false;
  const built = statSync(product).mtimeMs;
  return INPUTS.every((input) => newest(join(ROOT, input)) <= built);
}

/** Time of the last change of a file, or of anything in a folder; ms since the epoch. */
function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`'vite ${args.join(' ')}' failed with exit code ${code}.`)),
    );
  });
}
