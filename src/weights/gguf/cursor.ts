import { WeightsError } from '../errors.ts';

/** The bytes at hand end before the header does: read more of the file, and parse again. */
export class NeedMoreBytes extends Error {
  override readonly name = 'NeedMoreBytes';
}

/** A metadata value. 64-bit integers are numbers: sizes and ids stay below 2^53, which `uint64` checks. */
export type GgufValue = string | number | boolean | GgufValue[];

const MAX_STRING = 16 * 2 ** 20;
const MAX_DEPTH = 3;

/** Value types of the format: gguf.md, `gguf_metadata_value_type`. */
const STRING = 8;
const ARRAY = 9;

/** Bytes that a value of each type takes at least, so that a count can be checked before anything is read. */
const LEAST_BYTES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  [STRING]: 8,
  [ARRAY]: 12,
  10: 8,
  11: 8,
  12: 8,
};

/**
 * Reads a GGUF header (little-endian) from the first bytes of a file. Nothing is allocated for a length before that
 * length is known to lie inside the file.
 */
export class GgufCursor {
  offset = 0;
  private readonly view: DataView;
  private readonly text = new TextDecoder('utf-8', { fatal: true });

  constructor(
    private readonly file: string,
    private readonly bytes: Uint8Array,
    private readonly fileSize: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** @throws WeightsError where the number is above 2^53 */
  uint64(what: string): number {
    const at = this.take(8);
    const value = this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
    if (!Number.isSafeInteger(value)) throw this.bad(`${what} is out of range`, String(value));
    return value;
  }

  /** A number of things of at least `leastBytes` each. @throws WeightsError where the rest of the file is too short */
  count(what: string, leastBytes: number): number {
    const count = this.uint64(what);
    this.mustFit(what, count * leastBytes);
    return count;
  }

  string(what: string): string {
    const length = this.uint64(`the length of ${what}`);
    if (length > MAX_STRING)
      throw this.bad(`${what} is too long`, `${length} bytes`, `at most ${MAX_STRING}`);
    this.mustFit(what, length);
    const at = this.take(length);
    try {
      return this.text.decode(this.bytes.subarray(at, at + length));
    } catch {
      throw this.bad(`${what} is not UTF-8`);
    }
  }

  value(what: string): GgufValue {
    return this.typed(what, this.uint32(), 0);
  }

  private typed(what: string, type: number, depth: number): GgufValue {
    const { view } = this;
    switch (type) {
      case 0:
        return view.getUint8(this.take(1));
      case 1:
        return view.getInt8(this.take(1));
      case 2:
        return view.getUint16(this.take(2), true);
      case 3:
        return view.getInt16(this.take(2), true);
      case 4:
        return view.getUint32(this.take(4), true);
      case 5:
        return view.getInt32(this.take(4), true);
      case 6:
        return view.getFloat32(this.take(4), true);
      case 7:
        return view.getUint8(this.take(1)) !== 0;
      case STRING:
        return this.string(what);
      case ARRAY:
        return this.array(what, depth);
      case 10:
        return this.uint64(what);
      case 11:
        return Number(view.getBigInt64(this.take(8), true));
      case 12:
        return view.getFloat64(this.take(8), true);
      default:
        throw this.bad(`${what} has an unknown type`, String(type), 'a type from 0 to 12');
    }
  }

  private array(what: string, depth: number): GgufValue[] {
    if (depth === MAX_DEPTH) throw this.bad(`${what} is nested too deep`);
    const type = this.uint32();
    const least = LEAST_BYTES[type];
    if (least === undefined) throw this.bad(`${what} has elements of an unknown type`, String(type));
    const count = this.count(`the number of elements of ${what}`, least);
    const values: GgufValue[] = [];
    for (let i = 0; i < count; i++) values.push(this.typed(what, type, depth + 1));
    return values;
  }

  private mustFit(what: string, length: number): void {
    if (this.offset + length <= this.fileSize) return;
    throw new WeightsError('truncated', `the file ends inside its header, at ${what}`, {
      file: this.file,
      expected: `at least ${this.offset + length} bytes`,
      found: String(this.fileSize),
      next: 'Fetch the file again; its download may have been cut off',
    });
  }

  /** @returns where the next `length` bytes begin */
  private take(length: number): number {
    const at = this.offset;
    if (at + length > this.bytes.length) {
      this.mustFit('its next value', length);
      throw new NeedMoreBytes();
    }
    this.offset += length;
    return at;
  }

  private bad(message: string, found?: string, expected?: string): WeightsError {
    return new WeightsError('bad-header', message, {
      file: this.file,
      ...(expected === undefined && found !== undefined ? { expected: 'a sound header', found } : {}),
      ...(expected === undefined || found === undefined ? {} : { expected, found }),
    });
  }
}
