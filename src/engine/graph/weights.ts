import type { Pack, PackTensor, Span } from '../../protocol/pack.ts';
import { BLOCK, blockBytes, blocksPerRow, spanBytes } from '../../weights/pack/layout.ts';
import type { GraphBuilder } from './builder.ts';
import { ALL_FLOAT, type HalfPlan } from './half.ts';

/**
 * How MatMulNBits may compute: 0 exact; 4 lets the activations be rounded to 8 bits (relative error 2e-3 to 4e-3 on
 * devices with subgroups). The product uses 0; `npm run bench -- gpu --only products` measures what 4 would give.
 */
export type AccuracyLevel = 0 | 4;

/**
 * bytes; a larger matrix goes into the graph in pieces. No buffer then passes the 128 MiB that every WebGPU device
 * can bind, and loading never holds more than a piece on its way to the GPU: Fara-7B's output head has 272 MB.
 */
export const PIECE_LIMIT = 96 * 2 ** 20;

interface Rows {
  from: number;
  to: number;
}

/** Puts tensors of a pack into a graph as external data. */
export class PackWeights {
  readonly #pack: Pack;
  readonly #graph: GraphBuilder;
  readonly #accuracy: AccuracyLevel;
  readonly #half: HalfPlan;
  /** Inputs narrowed already: gate and up share one. */
  readonly #narrowed = new Map<string, string>();
  readonly #pieceLimit: number;

  /**
   * @param half which layers multiply in half precision; none without it
   * @param pieceLimit bytes; another one only in tests
   */
  constructor(
    pack: Pack,
    graph: GraphBuilder,
    accuracy: AccuracyLevel,
    half = ALL_FLOAT,
    pieceLimit = PIECE_LIMIT,
  ) {
    this.#pack = pack;
    this.#pieceLimit = pieceLimit;
    this.#graph = graph;
    this.#accuracy = accuracy;
    this.#half = half;
  }

  has(name: string): boolean {
    return name in this.#pack.tensors;
  }

  /** A float vector: a norm's weight or a bias. */
  vector(name: string): string {
    const tensor = this.#tensor(name);
    if (tensor.kind !== 'f32')
      throw new Error(`${name}: a vector must be f32, the pack holds ${tensor.kind}`);
    return this.#external(name, 'float', tensor.shape, tensor.data);
  }

  /**
   * `x [rows, K]` times the matrix `weight [N, K]`, plus `bias [N]` where the pack has `{weight}.bias`:
   * → `[rows, N]`. K is the pack's; a quantised K that is no multiple of 32 pads x with zeros. A matrix above
   * the limit is multiplied piece by piece, each some of its rows.
   */
  linear(x: string, weight: string, output: string): string {
    const tensor = this.#tensor(weight);
    const [n, k] = matrixShape(weight, tensor);
    const padded = this.#padded(x, weight, output);
    const most = Math.max(1, Math.floor(this.#pieceLimit / spanBytes(tensor.kind, [1, k]).data));
    if (n <= most) return this.#product(padded, weight, { from: 0, to: n }, output);
    const count = Math.ceil(n / most);
    const pieces = Array.from({ length: count }, (_, i) => {
      const rows = { from: Math.floor((i * n) / count), to: Math.floor(((i + 1) * n) / count) };
      return this.#product(padded, weight, rows, `${output}.rows${rows.from}`);
    });
    return this.#graph.op('Concat', output, pieces, { axis: 1 });
  }

  /** The same product as one value for each of `outputs`, `[rows, N / outputs.length]`: the whole is never held. */
  linearParts(x: string, weight: string, outputs: readonly string[]): string[] {
    const [n] = matrixShape(weight, this.#tensor(weight));
    const padded = this.#padded(x, weight, outputs[0] ?? weight);
    const each = n / outputs.length;
    return outputs.map((output, i) =>
      this.#product(padded, weight, { from: i * each, to: (i + 1) * each }, output),
    );
  }

  #padded(x: string, weight: string, output: string): string {
    const tensor = this.#tensor(weight);
    const [, k] = matrixShape(weight, tensor);
    const pad = tensor.kind === 'f32' ? 0 : blocksPerRow(k) * BLOCK - k;
    return pad === 0 ? x : this.#padColumns(x, pad, `${output}.padded`);
  }

  /** `x` times some rows of a matrix. */
  #product(x: string, weight: string, { from, to }: Rows, output: string): string {
    const tensor = this.#tensor(weight);
    const [n, k] = matrixShape(weight, tensor);
    const suffix = to - from === n ? '' : `.rows${from}`;
    const part = (span: Span, bytes: number): Span => ({
      ...span,
      offset: span.offset + from * bytes,
      bytes: (to - from) * bytes,
    });
    const row = spanBytes(tensor.kind, [1, k]);
    const data = part(tensor.data, row.data);
    const bias = this.has(`${weight}.bias`) ? this.#tensor(`${weight}.bias`) : undefined;
    const biases = bias
      ? [
          this.#external(
            `${weight}.bias${suffix}`,
            'float',
            [to - from],
            part(bias.data, Float32Array.BYTES_PER_ELEMENT),
          ),
        ]
      : [];
    if (tensor.kind === 'f32') {
      const matrix = this.#external(`${weight}${suffix}`, 'float', [to - from, k], data);
      return this.#graph.op('Gemm', output, [x, matrix, ...biases], { transB: 1 });
    }
    if (!tensor.scales)
      throw new Error(`${weight}: a ${tensor.kind} tensor without scales; import the model again`);
    const blocks = blocksPerRow(k);
    const matrix = this.#external(
      `${weight}${suffix}`,
      'uint8',
      [to - from, blocks, blockBytes(tensor.kind)],
      data,
    );
    const scales = this.#external(
      `${weight}.scales${suffix}`,
      'float',
      [to - from, blocks],
      part(tensor.scales, row.scales),
    );
    const attributes = {
      K: blocks * BLOCK,
      N: to - from,
      bits: tensor.kind === 'q4' ? 4 : 8,
      block_size: BLOCK,
      accuracy_level: this.#accuracy,
    };
    const exponent = this.#half.get(weight);
    if (exponent !== undefined) {
      const halfScales = this.#graph.cast(scales, 'float16', `${weight}.scales${suffix}.half`);
      const halves = [this.#narrow(x, exponent), matrix, halfScales];
      const product = this.#graph.fused('MatMulNBits', `${output}.half`, halves, attributes);
      return this.#widen(product, exponent, biases[0], output);
    }
    const inputs = bias ? [x, matrix, scales, '', '', ...biases] : [x, matrix, scales];
    return this.#graph.fused('MatMulNBits', output, inputs, attributes);
  }

  /** x / 2^exponent in half precision. */
  #narrow(x: string, exponent: number): string {
    const name = `${x}.half${exponent}`;
    const known = this.#narrowed.get(name);
    if (known !== undefined) return known;
    const scaled = exponent === 0 ? x : this.#scale(x, -exponent, `${name}.scaled`);
    this.#narrowed.set(name, name);
    return this.#graph.cast(scaled, 'float16', name);
  }

  /** y · 2^exponent + bias in float32. A large bias would cost the product its last bits in half precision. */
  #widen(y: string, exponent: number, bias: string | undefined, output: string): string {
    const bare = bias ? `${output}.bare` : output;
    const wide = this.#graph.cast(y, 'float', exponent === 0 ? bare : `${output}.wide`);
    const scaled = exponent === 0 ? wide : this.#scale(wide, exponent, bare);
    return bias ? this.#graph.op('Add', output, [scaled, bias]) : scaled;
  }

  #scale(x: string, exponent: number, output: string): string {
    const factor = this.#graph.float(`2^${exponent}`, [], Float32Array.of(2 ** exponent));
    return this.#graph.op('Mul', output, [x, factor]);
  }

  /** RMSNorm of `x [rows, C]` with the weight `name`. */
  rmsNorm(x: string, name: string, epsilon: number, output: string): string {
    const attributes = { axis: -1, epsilon: { float: epsilon } };
    return this.#graph.op('SimplifiedLayerNormalization', output, [x, this.vector(name)], attributes);
  }

  /** RMSNorm of `x + skip`; the sum itself is the second value returned. */
  skipRmsNorm(x: string, skip: string, name: string, epsilon: number, output: string): [string, string] {
    const sum = `${output}.sum`;
    const outputs = [output, '', '', sum];
    const attributes = { epsilon: { float: epsilon } };
    const inputs = [x, skip, this.vector(name)];
    this.#graph.node('SkipSimplifiedLayerNormalization', 'com.microsoft', inputs, outputs, attributes);
    return [output, sum];
  }

  /** `down(silu(gate(x)) · up(x))`, the gated MLP that both towers share. */
  gatedMlp(x: string, prefix: string, output: string): string {
    const gate = this.linear(x, `${prefix}.gate`, `${output}.gate`);
    const up = this.linear(x, `${prefix}.up`, `${output}.up`);
    // QuickGelu with alpha 1 is SiLU: x · sigmoid(x).
    const silu = this.#graph.fused('QuickGelu', `${output}.silu`, [gate], { alpha: { float: 1 } });
    const product = this.#graph.op('Mul', `${output}.product`, [silu, up]);
    return this.linear(product, `${prefix}.down`, output);
  }

  #padColumns(x: string, columns: number, output: string): string {
    return this.#graph.op('Pad', output, [x, this.#graph.int64([0, 0, 0, columns])]);
  }

  #external(name: string, type: 'float' | 'uint8', shape: readonly number[], span: Span): string {
    const shard = this.#pack.shards[span.shard];
    if (!shard) throw new Error(`${name}: shard ${span.shard} of ${this.#pack.shards.length} does not exist`);
    const data = { file: shard.file, offset: span.offset, bytes: span.bytes };
    return this.#graph.initializer({ name, type, shape, data });
  }

  #tensor(name: string): PackTensor {
    const tensor = this.#pack.tensors[name];
    if (!tensor)
      throw new Error(`the pack ${this.#pack.name} lacks the tensor ${name}; import the model again`);
    return tensor;
  }
}

/** [N, K]; a convolution's kernel counts as one row per output channel. */
function matrixShape(name: string, { shape }: PackTensor): [number, number] {
  const [n, ...rest] = shape;
  if (n === undefined || rest.length === 0)
    throw new Error(`${name}: expected a matrix, got shape [${shape}]`);
  return [n, rest.reduce((product, dim) => product * dim, 1)];
}
