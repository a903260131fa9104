import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
/** The two builds: for `npm start` and the tests, with site access granted; and the one people install. */
const BUILDS = {
  test: { folder: join(ROOT, 'build/test'), args: ['--mode', 'test'] },
  store: { folder: join(ROOT, 'dist'), args: [] },
};
type Kind = keyof typeof BUILDS;
/** What the build is made of, besides the model. */
const INPUTS = ['src', 'public', 'vite', 'vite.config.ts', 'manifest.json', 'package.json'];

const building = new Map<string, Promise<string>>();

/**
 * Folder of the built extension; builds it when there is none or it is out of date. `pack`: absolute path of a pack
 * to embed instead of the usual one; such a build has a folder of its own.
 */
export function builtExtension(
  log: (line: string) => void,
  kind: Kind = 'test',
  pack: string | null = null,
): Promise<string> {
  const key = `${kind} ${pack}`;
  const known = building.get(key);
  if (known) return known;
  const made = buildIfNeeded(log, kind, pack);
  building.set(key, made);
  return made;
}

async function buildIfNeeded(log: (line: string) => void, kind: Kind, pack: string | null): Promise<string> {
  const { args } = BUILDS[kind];
  const source = pack ?? resolve(ROOT, process.env.SIDEFARA_PACK ?? 'models/fara-tiny/pack');
  const folder = pack === null ? BUILDS[kind].folder : `${BUILDS[kind].folder}-${nameOf(pack)}`;
  if (isFresh(folder, source)) return folder;
  log('Building the extension …');
  const vite = ['build', ...args, '--outDir', folder, '--logLevel', 'warn'];
  await run(join(ROOT, 'node_modules/.bin/vite'), vite, { SIDEFARA_PACK: source });
  return folder;
}

/** Short, and the same for the same tensors wherever they lie. */
function nameOf(pack: string): string {
  return createHash('sha256')
    .update(readFileSync(join(pack, 'pack.json')))
    .digest('hex')
    .slice(0, 8);
}

/** Whether a build is complete, newer than its sources, and holds the model it should. */
function isFresh(folder: string, source: string): boolean {
  const pack = join(source, 'pack.json');
  const packed = join(folder, 'fara-tiny/pack.json');
  if (!existsSync(packed) || !existsSync(pack) || !readFileSync(pack).equals(readFileSync(packed)))
    return false;
  // The scripts for pages are written last.
  const product = join(folder, 'guard.js');
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

function run(program: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`'vite ${args.join(' ')}' failed with exit code ${code}.`)),
    );
  });
}
