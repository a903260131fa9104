/** `tensor`: what is worked on */
export interface Progress {
  tensor: string;
  bytesDone: number;
  bytesTotal: number;
}

const units = ['B', 'KB', 'MB', 'GB'];

/** 1234567 → "1.2 MB"; powers of 1000. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * "37 %, 6.1 of 16.6 GB, 31.0 MB/s, 5 min 39 s left, layers.11.gate"
 * @param seconds since `bytesBefore` were done
 */
export function describeProgress(
  { tensor, bytesDone, bytesTotal }: Progress,
  seconds: number,
  bytesBefore = 0,
): string {
  const rate = (bytesDone - bytesBefore) / Math.max(seconds, 1e-3);
  const percent = Math.floor((100 * bytesDone) / Math.max(bytesTotal, 1));
  const left = formatSeconds((bytesTotal - bytesDone) / Math.max(rate, 1));
  return `${percent} %, ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}, ${formatBytes(rate)}/s, ${left} left, ${tensor}`;
}

/** One line that rewrites itself on a terminal; a line every ten seconds where the output is kept. */
export function progressLine(out: NodeJS.WriteStream) {
  let started = performance.now();
  const interval = out.isTTY ? 200 : 10_000;
  let last = started;
  let before: number | null = null;
  return {
    update(progress: Progress) {
      const now = performance.now();
      if (before === null) {
        // What an earlier go had done is no work of this one.
        before = progress.bytesDone;
        started = now;
        return;
      }
      if (now - last < interval) return;
      last = now;
      const line = describeProgress(progress, (now - started) / 1000, before);
      out.write(out.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end() {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
}
