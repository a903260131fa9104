import { BLOCK, blockBytes } from '../../pack/layout.ts';
import { KERNEL_BASE64 } from './bytes.ts';
import { MEMORY } from './memory.ts';

/** Pairs of blocks per call: what fits in the kernel's memory of 704 KiB beside what it makes of them. */
const PAIRS = 2048;
const BLOCKS = 2 * PAIRS;
const OUT = MEMORY.input + BLOCKS * BLOCK * 4;
const SCALES = OUT + BLOCKS * BLOCK;

type Quantise = (input: number, pairs: number, out: number, scales: number) => number;

/** The quantiser in WebAssembly SIMD (wat.ts), with a memory of its own. */
class QuantiserKernel {
  private readonly floats: Float32Array;
  private readonly bytes: Uint8Array;
  private readonly sums: Float64Array;
  private readonly quantise: Record<'q4' | 'q8', Quantise>;

  constructor() {
    const code = Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
    const { memory } = exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('the quantiser has no memory');
    this.floats = new Float32Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.sums = new Float64Array(memory.buffer, MEMORY.sums, 2);
    this.quantise = { q4: exports.q4 as Quantise, q8: exports.q8 as Quantise };
  }

  /**
   * Quantises whole blocks of 32 values into `data` and `scales`.
   * @throws RangeError with about the index of a value that is not finite
   */
  run(
    kind: 'q4' | 'q8',
    values: Float32Array,
    data: Uint8Array,
    scales: Float32Array,
  ): { squaredError: number; squaredNorm: number } {
    const { floats, bytes, sums } = this;
    const size = blockBytes(kind);
    sums.fill(0);
    for (let block = 0; block < scales.length; block += BLOCKS) {
      const count = Math.min(BLOCKS, scales.length - block);
      const input = values.subarray(block * BLOCK, (block + count) * BLOCK);
      floats.set(input, MEMORY.input / 4);
      // An odd one out shares its pair with zeros.
      if (count % 2 === 1)
        floats.fill(0, MEMORY.input / 4 + input.length, MEMORY.input / 4 + input.length + BLOCK);
      const failed = this.quantise[kind](MEMORY.input, Math.ceil(count / 2), OUT, SCALES);
      if (failed >= 0)
        throw new RangeError(`a value near index ${(block + 2 * failed) * BLOCK} is not finite`);
      data.set(bytes.subarray(OUT, OUT + count * size), block * size);
      scales.set(floats.subarray(SCALES / 4, SCALES / 4 + count), block);
    }
    const [squaredError = 0, squaredNorm = 0] = sums;
    return { squaredError, squaredNorm };
  }
}

let kernel: QuantiserKernel | undefined;

/** One for each thread, compiled when it is first needed. */
export function quantiserKernel(): QuantiserKernel {
  kernel ??= new QuantiserKernel();
  return kernel;
}
