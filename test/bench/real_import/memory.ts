import { readdirSync, readFileSync } from 'node:fs';

/** Peak resident set size of a process so far, in bytes; 0 where it is gone. Linux only. */
export function peakRss(pid: number): number {
  return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** Browser processes of this type below a process, by pid. */
export function descendants(ancestor: number, type: string): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const below = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || below(parent));
  };
  return [...parents.keys()].filter(
    (pid) => below(pid) && read(`/proc/${pid}/cmdline`).includes(`--type=${type}`),
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Calls `look` every half second until the returned function is called. */
export function sampling(look: () => void): () => void {
  const timer = setInterval(look, 500);
  return () => clearInterval(timer);
}
