import { readdir, readFile } from 'node:fs/promises';

/** bytes of memory that the processes of a kind hold together; pages of files that the kernel can drop are left out. */
export interface Sample {
  renderer: number;
  gpu: number;
}

const PERIOD_MS = 250;

/**
 * Watches the renderers and the GPU process of one browser through Linux' /proc: anonymous and shared pages
 * (RssAnon + RssShmem), the sums over all processes of a kind.
 */
export class MemoryWatch {
  #peak: Sample = { renderer: 0, gpu: 0 };
  #last: Sample = { renderer: 0, gpu: 0 };
  #stopped = false;
  readonly #done: Promise<void>;
  /** By process id; null for a process of something else. */
  readonly #kinds = new Map<string, keyof Sample | null>();

  /** @param marker a part of the command line that only this browser's processes have, such as its profile folder */
  constructor(private readonly marker: string) {
    this.#done = this.#watch();
  }

  /** What is held now. */
  async now(): Promise<Sample> {
    this.#last = await this.#sample();
    return this.#last;
  }

  /** The peaks since the last call. */
  takePeak(): Sample {
    const peak = this.#peak;
    this.#peak = this.#last;
    return peak;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  async #sample(): Promise<Sample> {
    const sums = { renderer: 0, gpu: 0 };
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const kind = await this.#kindOf(pid);
      if (kind) sums[kind] += await held(pid);
    }
    return sums;
  }

  async #kindOf(pid: string): Promise<keyof Sample | null> {
    const known = this.#kinds.get(pid);
    if (known !== undefined) return known;
    const command = await read(`/proc/${pid}/cmdline`);
    // A process that was only just forked still bears its parent's command line.
    if (!command.includes(this.marker)) return null;
    const type = /--type=(renderer|gpu-process)/.exec(command)?.[1];
    const kind = type === 'renderer' ? 'renderer' : type === 'gpu-process' ? 'gpu' : null;
    if (kind) this.#kinds.set(pid, kind);
    return kind;
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      const { renderer, gpu } = await this.now();
      this.#peak = {
        renderer: Math.max(this.#peak.renderer, renderer),
        gpu: Math.max(this.#peak.gpu, gpu),
      };
      await new Promise((resolve) => setTimeout(resolve, PERIOD_MS));
    }
  }
}

async function held(pid: string): Promise<number> {
  const status = await read(`/proc/${pid}/status`);
  const kilobytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return (kilobytes('RssAnon') + kilobytes('RssShmem')) * 1024;
}

/** Empty for a process that has ended meanwhile. */
function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
