import { WeightsError } from '../errors.ts';
import { isObject, parseJsonObject } from '../source.ts';

/** bytes per element of every dtype of the format that has whole bytes */
const DTYPE_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** The limit of the reference implementation (huggingface/safetensors, `MAX_HEADER_SIZE`). */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_TENSORS = 100_000;
const MAX_NAME_LENGTH = 512;
const MAX_DIMENSIONS = 8;

export interface SafetensorsEntry {
  name: string;
  dtype: string;
  shape: number[];
  /** bytes from the start of the file */
  offset: number;
  bytes: number;
}

/**
 * The header's length from the first 8 bytes of a file.
 * @throws WeightsError `bad-header` or `truncated`, before anything of that length is allocated.
 */
export function headerLength(file: string, first8: Uint8Array, fileSize: number): number {
  if (first8.length < 8)
    throw new WeightsError('truncated', 'the file is too short to be safetensors', { file });
  const view = new DataView(first8.buffer, first8.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length < 2 || length > MAX_HEADER_BYTES) {
    throw new WeightsError(
      'bad-header',
      'the length of the header is out of range: not a safetensors file?',
      {
        file,
        expected: `2 to ${MAX_HEADER_BYTES}`,
        found: String(length),
      },
    );
  }
  if (8 + length > fileSize) {
    throw new WeightsError('truncated', 'the file ends inside its header', {
      file,
      expected: `at least ${8 + length} bytes`,
      found: String(fileSize),
      next: 'Fetch the file again',
    });
  }
  return length;
}

/**
 * The tensors of a safetensors header, sorted by offset. As in the reference implementation their data must
 * follow each other without overlap or hole up to the end of the file.
 * @param header the bytes after the length
 * @throws WeightsError `bad-header`, `unsupported-dtype` or `truncated`.
 */
export function parseHeader(file: string, header: Uint8Array, fileSize: number): SafetensorsEntry[] {
  const dataStart = 8 + header.length;
  const entries: SafetensorsEntry[] = [];
  for (const [name, value] of Object.entries(parseJsonObject(file, decode(file, header)))) {
    if (name === '__metadata__') continue;
    entries.push(parseEntry(file, name, value, dataStart));
    if (entries.length > MAX_TENSORS) throw bad(file, undefined, `more than ${MAX_TENSORS} tensors`);
  }
  entries.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  let end = dataStart;
  for (const { name, offset, bytes } of entries) {
    if (offset !== end)
      throw bad(file, name, offset < end ? 'overlaps another tensor' : 'a hole before the data');
    end = offset + bytes;
  }
  if (end > fileSize) {
    throw new WeightsError('truncated', 'the file ends before its last tensor', {
      file,
      expected: `${end} bytes`,
      found: String(fileSize),
      next: 'Fetch the file again; its download may have been cut off',
    });
  }
  if (end < fileSize) throw bad(file, undefined, `${fileSize - end} bytes after the last tensor`);
  return entries;
}

function parseEntry(file: string, name: string, value: unknown, dataStart: number): SafetensorsEntry {
  if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
    throw bad(file, `${name.slice(0, 40)}…`, `a name of ${name.length} characters`);
  }
  if (!isObject(value)) throw bad(file, name, 'its entry is not an object');
  const { dtype, shape, data_offsets: span } = value;
  const size =
    typeof dtype === 'string' && Object.hasOwn(DTYPE_BYTES, dtype) ? DTYPE_BYTES[dtype] : undefined;
  if (typeof dtype !== 'string' || size === undefined) {
    throw new WeightsError('unsupported-dtype', 'unknown dtype', {
      file,
      tensor: name,
      expected: Object.keys(DTYPE_BYTES).join(', '),
      found: (JSON.stringify(dtype) ?? 'none').slice(0, 40),
    });
  }
  if (!isSizes(shape) || shape.length > MAX_DIMENSIONS)
    throw bad(file, name, 'its shape is not a list of sizes');
  if (!isSizes(span) || span.length !== 2) throw bad(file, name, 'its data_offsets are not two offsets');
  const [begin = 0, end = 0] = span;
  const bytes = shape.reduce((product, n) => product * n, size);
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes) {
    throw new WeightsError('bad-header', 'the data has another length than the shape says', {
      file,
      tensor: name,
      expected: `${bytes} bytes for ${dtype} [${shape.join(', ')}]`,
      found: String(end - begin),
    });
  }
  return { name, dtype, shape, offset: dataStart + begin, bytes };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function decode(file: string, header: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch {
    throw bad(file, undefined, 'the header is not UTF-8');
  }
}

function bad(file: string, tensor: string | undefined, message: string): WeightsError {
  return new WeightsError('bad-header', message, tensor === undefined ? { file } : { file, tensor });
}
