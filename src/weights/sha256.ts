import { SHA256_BASE64 } from './sha256/bytes.ts';
import { INITIAL, MEMORY } from './sha256/constants.ts';
import { instantiate } from './wasm/instance.ts';

const BLOCK = 64;

interface Compressor {
  state: Int32Array;
  input: Uint8Array;
  /** Takes this many bytes of `input`, whole blocks, into `state`. */
  run(bytes: number): void;
}

let compressor: Compressor | undefined;

/** One for each thread, compiled when it is first needed. */
function compress(): Compressor {
  if (compressor) return compressor;
  const { memory, exports } = instantiate(SHA256_BASE64);
  const run = exports.compress as (end: number) => void;
  compressor = {
    state: new Int32Array(memory, MEMORY.state, 8),
    input: new Uint8Array(memory, MEMORY.input, MEMORY.inputBytes),
    run: (bytes) => run(MEMORY.input + bytes),
  };
  return compressor;
}

/** Where a hash stands, to be stored and gone on with. */
export interface Sha256State {
  /** bytes hashed so far */
  length: number;
  /** the eight words and the bytes of the block that is not full, in hex */
  words: string;
  pending: string;
}

/**
 * SHA-256 in steps, in WebAssembly: WebCrypto only digests a whole buffer, and a shard is up to a gigabyte; Node's own
 * is faster but its state cannot be stored.
 */
export class Sha256 {
  private readonly words = Int32Array.from(INITIAL);
  private readonly pending = new Uint8Array(BLOCK);
  private pendingLength = 0;
  private length = 0;

  update(bytes: Uint8Array): this {
    this.length += bytes.length;
    let offset = 0;
    if (this.pendingLength > 0) {
      offset = Math.min(BLOCK - this.pendingLength, bytes.length);
      this.pending.set(bytes.subarray(0, offset), this.pendingLength);
      this.pendingLength += offset;
      if (this.pendingLength < BLOCK) return this;
      this.blocks(this.pending);
    }
    const whole = bytes.length - ((bytes.length - offset) % BLOCK);
    this.blocks(bytes.subarray(offset, whole));
    this.pending.set(bytes.subarray(whole));
    this.pendingLength = bytes.length - whole;
    return this;
  }

  /** Hex; the object is spent afterwards. */
  digest(): string {
    const bits = this.length * 8;
    const padding = new Uint8Array((this.pendingLength < 56 ? 56 : 120) - this.pendingLength + 8);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padding.length - 4, bits >>> 0);
    this.update(padding);
    return wordsToHex(this.words);
  }

  state(): Sha256State {
    const pending = Array.from(this.pending.subarray(0, this.pendingLength), (byte) => hex(byte, 2)).join('');
    return { length: this.length, words: wordsToHex(this.words), pending };
  }

  /** Goes on where `state` was taken. @throws RangeError where it is none */
  static from({ length, words, pending }: Sha256State): Sha256 {
    if (
      !/^[0-9a-f]{64}$/.test(words) ||
      !/^([0-9a-f]{2})*$/.test(pending) ||
      pending.length / 2 !== length % BLOCK
    )
      throw new RangeError('not the state of a SHA-256');
    const hash = new Sha256();
    for (let i = 0; i < 8; i++) hash.words[i] = Number.parseInt(words.slice(8 * i, 8 * i + 8), 16);
    for (let i = 0; i < pending.length / 2; i++) {
      hash.pending[i] = Number.parseInt(pending.slice(2 * i, 2 * i + 2), 16);
    }
    hash.pendingLength = pending.length / 2;
    hash.length = length;
    return hash;
  }

  private blocks(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const { state, input, run } = compress();
    state.set(this.words);
    for (let at = 0; at < bytes.length; at += input.length) {
      const part = bytes.subarray(at, at + input.length);
      input.set(part);
      run(part.length);
    }
    this.words.set(state);
  }
}

export function sha256Hex(bytes: Uint8Array): string {
  return new Sha256().update(bytes).digest();
}

function wordsToHex(words: Int32Array): string {
  return Array.from(words, (word) => hex(word >>> 0, 8)).join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
