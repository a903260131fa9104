import { type ByteSource, checkRange } from '../source.ts';
import { fetchRange, type RemoteFile } from './fetch_range.ts';
import type { Patience } from './transfer.ts';
import type { FileHash } from './whole_file.ts';

/** bytes of the largest request */
const LARGEST = 2 ** 24;
/** bytes of the smallest: small tensors often lie side by side */
const SMALLEST = 2 ** 16;
/** requests whose bytes are in memory */
const KEPT = 4;

interface Window {
  start: number;
  end: number;
  bytes: Promise<Uint8Array>;
}

interface Span {
  end: number;
  /** where the next request begins, and how long the last one was */
  next: number;
  length: number;
}

/**
 * A file on a server as random access. Within a span that was announced by `expect` it reads ahead, in requests that
 * grow to 16 MiB, and never beyond the span: what is not asked for is not downloaded.
 */
export function remoteSource(
  file: RemoteFile,
  hash: FileHash,
  patience: Patience,
  signal?: AbortSignal,
): ByteSource {
  const closed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, closed.signal]) : closed.signal;
  const windows: Window[] = [];
  const spans: Span[] = [];

  function load(start: number, length: number): Window {
    const bytes = fetchRange(file, start, length, patience, stop);
    const window = { start, end: start + length, bytes };
    windows.push(window);
    if (windows.length > KEPT) windows.shift();
    // A window that failed is asked for anew by whoever reads there next.
    bytes.catch(() => {
      if (windows.includes(window)) windows.splice(windows.indexOf(window), 1);
    });
    return window;
  }

  function windowAt(at: number, length: number): Window {
    const known = windows.find(({ start, end }) => start <= at && at < end);
    const next = known?.end ?? at;
    const span = spans.find((one) => one.next <= next && next < one.end);
    if (!span) return known ?? load(at, Math.min(Math.max(length, SMALLEST), file.size - at));
    if (known && at + length < (known.start + known.end) / 2) return known;
    // The first request of a span is only what is read: somebody may just be looking.
    span.length = Math.min(span.end - next, LARGEST, Math.max(length, 2 * span.length));
    span.next = next + span.length;
    const ahead = load(next, span.length);
    return known ?? ahead;
  }

  return {
    name: file.name,
    size: file.size,
    identity: hash.hex,
    ...(hash.kind === 'sha256' ? { published: hash.hex } : {}),
    expect(offset, length) {
      spans.push({ end: Math.min(offset + length, file.size), next: offset, length: 0 });
      if (spans.length > KEPT) spans.shift();
    },
    async read(offset, length) {
      checkRange(file, offset, length);
      const out = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const window = windowAt(offset + done, length - done);
        const from = offset + done - window.start;
        const part = (await window.bytes).subarray(from, from + length - done);
        out.set(part, done);
        done += part.length;
      }
      return out;
    },
    async close() {
      closed.abort(new Error(`${file.name} is closed`));
      windows.length = 0;
    },
  };
}
