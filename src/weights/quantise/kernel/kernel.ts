import { BLOCK, blockBytes } from '../../pack/layout.ts';
import { instantiate } from '../../wasm/instance.ts';
import { KERNEL_BASE64 } from './bytes.ts';
import { MEMORY } from './memory.ts';

/** Pairs of blocks per call: what fits in the kernel's memory of 704 KiB beside what it makes of them. */
const PAIRS = 2048;
const BLOCKS = 2 * PAIRS;
const OUT = MEMORY.input + BLOCKS * BLOCK * 4;
const SCALES = OUT + BLOCKS * BLOCK;
/** bf16 lies in the upper half of what it becomes. */
const NARROW = MEMORY.input + BLOCKS * BLOCK * 2;

/** Float32 values, or bf16 ones as their 16 bits. */
export type KernelInput = Float32Array | Uint16Array;

type Quantise = (input: number, pairs: number, out: number, scales: number) => number;

/** The quantiser in WebAssembly SIMD (wat.ts), with a memory of its own. */
class QuantiserKernel {
  private readonly floats: Float32Array;
  private readonly halves: Uint16Array;
  private readonly bytes: Uint8Array;
  private readonly sums: Float64Array;
  private readonly widen: (from: number, to: number, end: number) => void;
  private readonly quantise: Record<'q4' | 'q8', Quantise>;

  constructor() {
    const { memory, exports } = instantiate(KERNEL_BASE64);
    this.floats = new Float32Array(memory);
    this.halves = new Uint16Array(memory);
    this.bytes = new Uint8Array(memory);
    this.sums = new Float64Array(memory, MEMORY.sums, 2);
    this.widen = exports.widen as QuantiserKernel['widen'];
    this.quantise = { q4: exports.q4 as Quantise, q8: exports.q8 as Quantise };
  }

  /**
   * Quantises whole blocks of 32 values into `data` and `scales`.
   * @throws RangeError with about the index of a value that is not finite
   */
  run(
    kind: 'q4' | 'q8',
    values: KernelInput,
    data: Uint8Array,
    scales: Float32Array,
  ): { squaredError: number; squaredNorm: number } {
    const { floats, bytes, sums } = this;
    const size = blockBytes(kind);
    sums.fill(0);
    for (let block = 0; block < scales.length; block += BLOCKS) {
      const count = Math.min(BLOCKS, scales.length - block);
      this.take(values.subarray(block * BLOCK, (block + count) * BLOCK));
      // An odd one out shares its pair with zeros.
      const end = MEMORY.input / 4 + count * BLOCK;
      if (count % 2 === 1) floats.fill(0, end, end + BLOCK);
      const failed = this.quantise[kind](MEMORY.input, Math.ceil(count / 2), OUT, SCALES);
      if (failed >= 0)
        throw new RangeError(`a value near index ${(block + 2 * failed) * BLOCK} is not finite`);
      data.set(bytes.subarray(OUT, OUT + count * size), block * size);
      scales.set(floats.subarray(SCALES / 4, SCALES / 4 + count), block);
    }
    const [squaredError = 0, squaredNorm = 0] = sums;
    return { squaredError, squaredNorm };
  }

  private take(values: KernelInput): void {
    if (values instanceof Float32Array) {
      this.floats.set(values, MEMORY.input / 4);
      return;
    }
    this.halves.set(values, NARROW / 2);
    this.widen(NARROW, MEMORY.input, MEMORY.input + 4 * values.length);
  }
}

let kernel: QuantiserKernel | undefined;

/** One for each thread, compiled when it is first needed. */
export function quantiserKernel(): QuantiserKernel {
  kernel ??= new QuantiserKernel();
  return kernel;
}
