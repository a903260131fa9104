import { vi } from 'vitest';

/** Keeps what a command prints, to either stream, from now on until `vi.restoreAllMocks`. @returns what it was so far */
export function collectOutput(): () => string {
  let output = '';
  const collect = (chunk: unknown) => {
    output += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(collect);
  vi.spyOn(process.stderr, 'write').mockImplementation(collect);
  return () => output;
}
