import { type PackedChunk, type PackJob, packChunk } from './chunk.ts';

/** Packs chunks of rows, here or on other threads. */
export interface Packer {
  /** jobs that are worked on at a time */
  readonly width: number;
  /** Takes the job's bytes away where it passes them to another thread. @throws RangeError for a value that is not finite */
  pack(job: PackJob): Promise<PackedChunk>;
  close(): void;
}

/** On this thread. */
export const inlinePacker: Packer = { width: 1, pack: packChunk, close: () => {} };

/** What a thread answers to a job. */
export type PackReply = { packed: PackedChunk } | { notFinite: string } | { failed: string };

/** A thread that works on one job at a time. */
export interface PackThread {
  post(job: PackJob, transfer: ArrayBuffer[]): void;
  /** Called once, before the first job. */
  listen(onReply: (reply: PackReply) => void): void;
  terminate(): void;
}

/** For a thread's own side: does a job and tells what came of it. */
export async function answerJob(job: PackJob): Promise<PackReply> {
  try {
    return { packed: await packChunk(job) };
  } catch (error) {
    return error instanceof RangeError ? { notFinite: error.message } : { failed: String(error) };
  }
}

export function transferOf(reply: PackReply): ArrayBuffer[] {
  return 'packed' in reply ? [reply.packed.data.buffer, reply.packed.scales.buffer] : [];
}

interface Waiting {
  job: PackJob;
  resolve: (packed: PackedChunk) => void;
  reject: (reason: unknown) => void;
}

/** bytes of source below which a job is done where it is: passing it on takes as long */
const SMALL = 2 ** 18;

/**
 * Passes jobs to threads in the order in which they come; each has one job and no more. Threads are started when there
 * is something to do for them.
 */
export function threadPacker(most: number, start: () => PackThread): Packer {
  const queue: Waiting[] = [];
  const idle: PackThread[] = [];
  const threads: PackThread[] = [];
  const busy = new Map<PackThread, Waiting>();

  function started(): PackThread | undefined {
    if (threads.length === most) return undefined;
    const thread = start();
    threads.push(thread);
    thread.listen((reply) => {
      const waiting = busy.get(thread);
      if (!busy.delete(thread)) return;
      idle.push(thread);
      if ('packed' in reply) waiting?.resolve(reply.packed);
      else if ('notFinite' in reply) waiting?.reject(new RangeError(reply.notFinite));
      else waiting?.reject(new Error(`a packing thread failed: ${reply.failed}`));
      next();
    });
    return thread;
  }

  function next(): void {
    while (queue.length > 0) {
      const thread = idle.pop() ?? started();
      const waiting = thread && queue.shift();
      if (!waiting) return;
      busy.set(thread, waiting);
      const bytes = ofItsOwn(waiting.job.bytes);
      thread.post({ ...waiting.job, bytes }, [bytes.buffer]);
    }
  }

  return {
    width: most,
    pack(job) {
      if (job.bytes.length < SMALL) return packChunk(job);
      return new Promise((resolve, reject) => {
        queue.push({ job, resolve, reject });
        next();
      });
    },
    close() {
      for (const thread of threads) thread.terminate();
      for (const { reject } of [...busy.values(), ...queue.splice(0)])
        reject(new Error('the packer is closed'));
    },
  };
}

/** Bytes whose buffer holds nothing else, so that it can be given away. */
function ofItsOwn(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : bytes.slice();
}

/** One core is left to whoever reads and writes, and to the person; on two, both are used: reading is little work. */
export function threadCount(cores: number): number {
  return Math.min(8, Math.max(2, cores - 1));
}
