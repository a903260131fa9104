import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');

export interface SourceFile {
  /** Relative to the repository, with forward slashes: `src/agent/runner.ts`. */
  path: string;
  /** First folder under `src`. */
  room: string;
  text: string;
}

/** Every TypeScript file under `src`. */
export function sourceFiles(): SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({
      path: `src/${path.split(sep).join('/')}`,
      room: path.split(sep)[0] ?? '',
      text: readFileSync(join(SRC, path), 'utf8'),
    }));
}

/** Source without comments and without the contents of strings, so that words in prose do not count as code. */
export function codeOf(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g,
    (match) => (match.startsWith('/') ? ' ' : "''"),
  );
}

/** Module specifiers of all static and dynamic imports and re-exports of a file. */
export function importsOf(text: string): string[] {
  const pattern = /(?:\bfrom\s+|\bimport\s+|\bimport\s*\(\s*)(['"])([^'"]+)\1/g;
  return [...text.matchAll(pattern)].map((match) => match[2] ?? '');
}

/** The room of `src` that a relative import of `file` leads to, or null for packages and files elsewhere. */
export function roomOf(file: SourceFile, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const target = relative(SRC, resolve(ROOT, dirname(file.path), specifier));
  return target.startsWith('..') ? null : (target.split(sep)[0] ?? null);
}
