import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
/** What the build is made of; `SIDEFARA_PACK` swaps the model, so a build for another pack is made anew. */
const INPUTS = [
  'src',
  'public',
  'vite',
  'vite.config.ts',
  'manifest.json',
  'package.json',
  'models/fara-tiny/pack',
];

/** Folder of the built extension with site access granted; builds it when there is none or it is older than its sources. */
export async function builtExtension(log: (line: string) => void): Promise<string> {
  const folder = join(ROOT, 'build/test');
  if (!process.env.SIDEFARA_PACK && isFresh(join(folder, 'manifest.json'))) return folder;
  log('Building the extension …');
  await run(join(ROOT, 'node_modules/.bin/vite'), ['build', '--mode', 'test', '--logLevel', 'warn']);
  return folder;
}

function isFresh(product: string): boolean {
  if (!existsSync(product)) return false;
  const built = statSync(product).mtimeMs;
  return INPUTS.map((input) => join(ROOT, input))
    .filter((path) => existsSync(path))
    .every((path) => newest(path) <= built);
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
