import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Counts, readReport } from './report.ts';

/**
 * `npm test`: every part in turn, also after one failed, then each test that failed or had to be tried again, one
 * line per part and, last, `N passed, N failed`.
 * `npm test -- unit build` runs only those parts.
 */
interface Part {
  name: string;
  what: string;
  /** A program of node_modules/.bin with its arguments. */
  run: readonly string[];
  /** Counted test by test from Vitest's report instead of as one. */
  vitest?: true;
}

interface Result extends Counts {
  part: Part;
  seconds: number;
}

const ROOT = resolve(import.meta.dirname, '..');
const REPORTS = join(ROOT, 'build/reports');

const PARTS: readonly Part[] = [
  { name: 'types', what: 'strict TypeScript', run: ['tsc', '--noEmit'] },
  { name: 'lint', what: 'Biome: lint and format', run: ['biome', 'check', '.'] },
  { name: 'unit', what: 'unit tests', run: ['vitest', 'run', '--project', 'unit'], vitest: true },
  { name: 'build', what: 'the build people install', run: ['vite', 'build', '--logLevel', 'warn'] },
  {
    name: 'build:test',
    what: 'the build for npm start and the tests',
    run: ['vite', 'build', '--mode', 'test', '--logLevel', 'warn'],
  },
  {
    name: 'panel',
    what: "accessibility of the panel's states",
    run: ['tsx', 'test/sidepanel/gallery/main.ts'],
  },
  {
    name: 'parity',
    what: 'the engine against torch',
    run: ['vitest', 'run', '--project', 'parity'],
    vitest: true,
  },
  { name: 'e2e', what: 'end to end in Chromium', run: ['vitest', 'run', '--project', 'e2e'], vitest: true },
];

async function runPart(part: Part): Promise<Result> {
  const report = join(REPORTS, `${part.name}.json`);
  rmSync(report, { force: true });
  const [program = '', ...args] = part.run;
  const extra = part.vitest ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  console.log(`\n── ${part.name}: ${part.what}`);
  const start = performance.now();
  const code = await exitCode(join(ROOT, 'node_modules/.bin', program), [...args, ...extra]);
  const seconds = (performance.now() - start) / 1000;
  const counts = part.vitest ? readReport(report, ROOT) : null;
  if (!counts) return { part, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, troubles: [], seconds };
  // Vitest also fails for reasons outside any test, such as a file that does not load.
  return { part, ...counts, failed: code === 0 ? counts.failed : Math.max(1, counts.failed), seconds };
}

function exitCode(program: string, args: readonly string[]): Promise<number> {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit' });
    child.on('error', () => settle(1));
    child.on('exit', (code) => settle(code ?? 1));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(
    `No such part: ${unknown.join(', ')}. There are: ${PARTS.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
mkdirSync(REPORTS, { recursive: true });
const results: Result[] = [];
for (const part of PARTS) {
  if (wanted.length === 0 || wanted.includes(part.name)) results.push(await runPart(part));
}
console.log('');
for (const { verdict, file, test, error } of results.flatMap(({ troubles }) => troubles)) {
  console.log(`${verdict}: ${file}: ${test}\n    ${error}`);
}
for (const { part, passed, failed, seconds } of results) {
  const verdict = failed === 0 ? 'ok    ' : 'FAILED';
  console.log(
    `${verdict} ${part.name.padEnd(10)} ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)`,
  );
}
const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);
