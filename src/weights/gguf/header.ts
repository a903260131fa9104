import { WeightsError } from '../errors.ts';
import type { ByteSource } from '../source.ts';
import { GgufCursor, type GgufValue, NeedMoreBytes } from './cursor.ts';
import { ggmlType } from './types.ts';

const MAGIC = 0x46554747;
const MAX_TENSORS = 100_000;
const MAX_VALUES = 100_000;
/** ggml.h: GGML_MAX_DIMS and GGML_MAX_NAME, the second doubled. */
const MAX_DIMENSIONS = 4;
const MAX_NAME = 128;
/** gguf.md: the alignment where `general.alignment` is absent */
const DEFAULT_ALIGNMENT = 32;
/** bytes; the header of a Qwen2.5-VL model has about 6 million, most of them its vocabulary */
const HEADER_LIMIT = 128 * 2 ** 20;
const FIRST_READ = 2 ** 20;

export interface GgufTensor {
  name: string;
  /** Name of its ggml type, such as Q4_K. */
  dtype: string;
  /** Outermost dimension first, as in torch (the file has it last). */
  shape: number[];
  /** bytes from the start of the file */
  offset: number;
  bytes: number;
}

export interface GgufHeader {
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: GgufTensor[];
}

/**
 * The header of a GGUF file, version 2 or 3, little-endian. Read in growing pieces, never more than the file has.
 * `@huggingface/gguf` is not used here: it fetches an address, pads what it read with zeros up to 2 MB, so that a
 * cut-off header reads as one of empty values, and does not check where tensors lie. The tests hold this reader
 * against it.
 * @throws WeightsError `bad-header`, `truncated` or `unsupported-dtype`
 */
export async function readGgufHeader(file: ByteSource): Promise<GgufHeader> {
  for (let length = FIRST_READ; ; length *= 8) {
    const bytes = await file.read(0, Math.min(length, file.size));
    try {
      return parseHeader(file, bytes);
    } catch (error) {
      if (!(error instanceof NeedMoreBytes)) throw error;
      if (length >= HEADER_LIMIT) throw bad(file, `a header of more than ${HEADER_LIMIT} bytes`);
    }
  }
}

function parseHeader(file: ByteSource, bytes: Uint8Array): GgufHeader {
  const cursor = new GgufCursor(file.name, bytes, file.size);
  if (cursor.uint32() !== MAGIC) throw bad(file, 'this is not a GGUF file: it does not begin with GGUF');
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) {
    throw new WeightsError('bad-header', 'a GGUF version that cannot be read', {
      file: file.name,
      expected: '2 or 3, little-endian',
      found: String(version),
    });
  }
  // A tensor has at least a name's length, its dimensions, one of them, a type and an offset.
  const tensorCount = cursor.count('the number of tensors', 8 + 4 + 8 + 4 + 8);
  const valueCount = cursor.count('the number of metadata values', 8 + 4 + 1);
  if (tensorCount > MAX_TENSORS) throw bad(file, `${tensorCount} tensors, more than ${MAX_TENSORS}`);
  if (valueCount > MAX_VALUES) throw bad(file, `${valueCount} metadata values, more than ${MAX_VALUES}`);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < valueCount; i++) {
    const key = cursor.string('the name of a metadata value');
    if (metadata.has(key)) throw bad(file, `the metadata value ${key.slice(0, 80)}, twice`);
    metadata.set(key, cursor.value(key.slice(0, 80)));
  }
  const tensors = Array.from({ length: tensorCount }, () => readTensor(file, cursor));
  place(file, tensors, cursor.offset, alignmentOf(file, metadata));
  return { metadata, tensors };
}

/** One entry; its offset is still relative to the data. */
function readTensor(file: ByteSource, cursor: GgufCursor): GgufTensor {
  const name = cursor.string('the name of a tensor');
  if (name.length === 0 || name.length > MAX_NAME)
    throw bad(file, `a tensor name of ${name.length} characters`);
  const dimensions = cursor.uint32();
  if (dimensions === 0 || dimensions > MAX_DIMENSIONS)
    throw bad(file, `${dimensions} dimensions, expected 1 to ${MAX_DIMENSIONS}`, name);
  const shape: number[] = [];
  for (let i = 0; i < dimensions; i++) shape.unshift(cursor.uint64(`a dimension of ${name}`));
  const type = ggmlType(cursor.uint32(), file.name, name);
  const row = shape.at(-1) ?? 0;
  const values = shape.reduce((product, n) => product * n, 1);
  if (!Number.isSafeInteger(values) || values === 0)
    throw bad(file, `its shape is [${shape.join(', ')}]`, name);
  if (row % type.values !== 0)
    throw bad(
      file,
      `rows of ${row} values, which ${type.name} cannot hold: it has blocks of ${type.values}`,
      name,
    );
  const bytes = (values / type.values) * type.bytes;
  return { name, dtype: type.name, shape, offset: cursor.uint64(`the offset of ${name}`), bytes };
}

/** Makes offsets absolute, and checks that the data lies apart, aligned and inside the file. */
function place(file: ByteSource, tensors: GgufTensor[], headerEnd: number, alignment: number): void {
  const dataStart = Math.ceil(headerEnd / alignment) * alignment;
  for (const tensor of tensors) {
    if (tensor.offset % alignment !== 0)
      throw bad(file, `its data is not aligned to ${alignment} bytes`, tensor.name);
    tensor.offset += dataStart;
  }
  const names = new Set<string>();
  let end = dataStart;
  let last = '';
  for (const { name, offset, bytes } of [...tensors].sort((a, b) => a.offset - b.offset)) {
    if (names.has(name)) throw bad(file, 'the tensor is in the file twice', name);
    names.add(name);
    if (offset < end) throw bad(file, `its data overlaps that of ${last}`, name);
    end = offset + bytes;
    last = name;
  }
  if (end <= file.size || tensors.length === 0) return;
  throw new WeightsError('truncated', 'the file ends before its last tensor', {
    file: file.name,
    tensor: last,
    expected: `${end} bytes`,
    found: String(file.size),
    next: 'Fetch the file again; its download may have been cut off',
  });
}

function alignmentOf(file: ByteSource, metadata: ReadonlyMap<string, GgufValue>): number {
  const value = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= 8 &&
    value <= 2 ** 16 &&
    value % 8 === 0
  )
    return value;
  throw bad(file, 'general.alignment is no multiple of 8');
}

function bad({ name: file }: ByteSource, message: string, tensor?: string): WeightsError {
  return new WeightsError('bad-header', message, tensor === undefined ? { file } : { file, tensor });
}
