import { WeightsError } from '../errors.ts';
import { get, Passing, type Patience, persist } from './transfer.ts';

/** A file on a server, as its listing describes it. */
export interface RemoteFile {
  name: string;
  url: string;
  /** bytes */
  size: number;
  /** Strong ETag of the first answer: all parts must be of one version. */
  etag?: string;
}

/**
 * Exactly `length` bytes from `offset`; what arrived before a connection broke is kept. A server that sends
 * another part, the whole file, or parts of another size or version is caught before its bytes are used.
 * @throws WeightsError `truncated`, `bad-answer`, `network`, `not-found`, `no-access`; the signal's reason
 */
export async function fetchRange(
  file: RemoteFile,
  offset: number,
  length: number,
  patience: Patience,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  if (length === 0) return bytes;
  let got = 0;
  await persist(
    file.name,
    async (trySignal, onBytes) => {
      const first = offset + got;
      const last = offset + length - 1;
      const response = await get(file.name, file.url, trySignal, { Range: `bytes=${first}-${last}` });
      try {
        // Servers need not give small files in parts.
        if (response.status === 200 && length === file.size) got = 0;
        else checkPart(file, response, first, last);
        checkVersion(file, response);
        onBytes(0);
        const reader = response.body?.getReader();
        for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
          if (got + next.value.length > length) throw tooMuch(file, length);
          bytes.set(next.value, got);
          got += next.value.length;
          onBytes(next.value.length);
        }
      } catch (error) {
        await response.body?.cancel().catch(() => {});
        throw error;
      }
      if (got < length) throw new Passing(`the connection ended after ${got} of ${length} bytes`);
    },
    patience,
    signal,
  );
  return bytes;
}

function checkPart(file: RemoteFile, response: Response, first: number, last: number): void {
  const found = response.headers.get('Content-Range');
  const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(found ?? '') ?? [];
  if (response.status === 206 && Number(total) < file.size) {
    throw new WeightsError('truncated', 'the file on the server is shorter than the repository says', {
      file: file.name,
      expected: `${file.size} bytes`,
      found: String(total),
      next: 'The copy there is cut short; name another server, or report it to whoever runs this one',
    });
  }
  if (response.status === 206 && Number(from) === first && Number(to) === last && Number(total) === file.size)
    return;
  throw new WeightsError('bad-answer', 'the server does not send the part of the file that was asked for', {
    file: file.name,
    expected: `HTTP status 206, bytes ${first}-${last}/${file.size}`,
    found: `${response.status}, ${found ?? 'no Content-Range'}`,
    next: 'A proxy on the way or a mirror may not support this; name another server',
  });
}

function checkVersion(file: RemoteFile, response: Response): void {
  const etag = response.headers.get('ETag');
  if (etag === null || etag.startsWith('W/')) return;
  file.etag ??= etag;
  if (file.etag === etag) return;
  throw new WeightsError('bad-answer', 'the file on the server has changed during the download', {
    file: file.name,
    expected: `ETag ${file.etag}`,
    found: etag.slice(0, 200),
    next: 'Download again',
  });
}

function tooMuch(file: RemoteFile, length: number): WeightsError {
  return new WeightsError('bad-answer', 'the server sends more than it announced', {
    file: file.name,
    expected: `${length} bytes`,
    next: 'Name another server',
  });
}
