import type { HubAddress } from '../protocol/hub.ts';
import { WeightsError } from './errors.ts';

/** Random access to one file. Node: a file handle; browser: a Blob, a File or an OPFS file. */
export interface ByteSource {
  readonly name: string;
  /** bytes */
  readonly size: number;
  /** Exactly `length` bytes from `offset`. @throws WeightsError `truncated` when the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
  /** Sources where it pays: `length` bytes from `offset` are going to be read, from front to back. */
  expect?(offset: number, length: number): void;
  /** A hash of the whole file, where it is known beforehand. */
  readonly identity?: string;
  /** SHA-256 of the whole file in hex, as its publisher gives it, where nothing has been compared with it yet. */
  readonly published?: string;
  /** Browser sources: the file as a Blob, so that ONNX Runtime can stream it without a copy in memory. */
  readonly blob?: Blob;
}

/** A flat folder of files to read: a Hugging Face checkpoint or a pack. */
export interface FolderSource {
  /** For messages, and the default name of the model. */
  readonly name: string;
  /** Where it can be found again without being chosen again. */
  readonly hub?: HubAddress;
  has(file: string): Promise<boolean>;
  /** Plain file names, sorted; no sub-folders. */
  list(): Promise<string[]>;
  /** @throws WeightsError `not-found`. The caller closes what it opened. */
  open(file: string): Promise<ByteSource>;
}

export interface WrittenFile {
  bytes: number;
  /** hex */
  sha256: string;
}

export interface FileSink {
  /** @throws WeightsError `no-space` when the disk or the browser's quota is full */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<WrittenFile>;
}

/** A folder to write: nothing of it opens as a pack before `commit`, and nothing of it remains after `abort`. */
export interface FolderSink {
  /** A new file, in place of one of that name. */
  create(file: string): Promise<FileSink>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** Beside half-written shards: what is finished of them. It is what makes a folder worth going on with. */
export const JOURNAL = 'import.journal';

/** A folder to write in several goes: what `suspend` left, a later sink of the same place finds and goes on with. */
export interface ResumableSink extends FolderSink {
  /** What an earlier go left, its JOURNAL included; null where there is nothing to go on with. */
  readonly left: FolderSource | null;
  /** A file to be written in any order; with `keep` what an earlier go has written there stays. */
  place(file: string, keep: boolean): Promise<PlacedFile>;
  /** Ends this go and keeps what is written; it still does not open as a pack. */
  suspend(): Promise<void>;
  /** bytes that can still be written here */
  free(): Promise<number>;
}

/** A file that is written in any order, with zeros where nothing was written yet. */
export interface PlacedFile {
  /** @throws WeightsError `no-space` when the disk or the browser's quota is full */
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** Fewer bytes where the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Once it is on the disk. */
  close(): Promise<void>;
}

const plainName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/** Whether a name from an untrusted header stays inside its folder. */
export function isPlainFileName(name: string): boolean {
  return plainName.test(name);
}

export function checkRange(source: { name: string; size: number }, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > source.size) {
    throw new WeightsError('truncated', 'the file ends too early', {
      file: source.name,
      expected: `${offset + length} bytes`,
      found: String(source.size),
      next: 'Fetch the file again; its download may have been cut off',
    });
  }
}

/** Bytes in memory as a file; reads are views, not copies. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    async read(offset, length) {
      checkRange({ name, size: bytes.length }, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    close: async () => {},
  };
}

/** A small text file. @throws WeightsError when it is absent, above `limit` bytes or not UTF-8. */
export async function readText(folder: FolderSource, file: string, limit = 64 * 2 ** 20): Promise<string> {
  const source = await folder.open(file);
  try {
    if (source.size > limit) {
      throw new WeightsError('bad-header', 'the file is too large for what it should hold', {
        file,
        expected: `at most ${limit} bytes`,
        found: String(source.size),
      });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await source.read(0, source.size));
  } catch (error) {
    if (error instanceof TypeError)
      throw new WeightsError('bad-header', 'the file is not UTF-8 text', { file });
    throw error;
  } finally {
    await source.close();
  }
}

/** A JSON object from a small file. @throws WeightsError when it is not one. */
export async function readJsonObject(folder: FolderSource, file: string): Promise<Record<string, unknown>> {
  return parseJsonObject(file, await readText(folder, file));
}

/** @throws WeightsError `bad-header` when `text` is not a JSON object. */
export function parseJsonObject(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new WeightsError(
      'bad-header',
      `the text is not JSON: ${error instanceof Error ? error.message : ''}`,
      { file, next: 'Fetch the file again; its download may have been cut off' },
    );
  }
  if (!isObject(value)) throw new WeightsError('bad-header', 'the JSON is not an object', { file });
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
