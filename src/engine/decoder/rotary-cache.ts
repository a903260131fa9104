import type { OrtRuntime, Tensor } from '../ort/runtime.ts';
import type { RotaryRows } from './rotary-table.ts';

/** Keeps the rotary rows of the sequence in the cache, as the tensors `cos` and `sin [T, half]`. */
export interface RotaryCache {
  /** Replaces the rows from token `from` on; rows before stay. Returns tensors of at least from + rows. */
  write(from: number, rows: RotaryRows): { cos: Tensor; sin: Tensor };
  dispose(): void;
}

/** Rows in JavaScript memory: the CPU provider copies them with every call, so only the rows in use go. */
export class CpuRotaryCache implements RotaryCache {
  readonly #runtime: OrtRuntime;
  readonly #half: number;
  #cos = new Float32Array(0);
  #sin = new Float32Array(0);

  constructor(runtime: OrtRuntime, half: number) {
    this.#runtime = runtime;
    this.#half = half;
  }

  write(from: number, rows: RotaryRows): { cos: Tensor; sin: Tensor } {
    const used = from * this.#half + rows.cos.length;
    this.#cos = withRows(this.#cos, from * this.#half, rows.cos);
    this.#sin = withRows(this.#sin, from * this.#half, rows.sin);
    const dims = [used / this.#half, this.#half];
    return {
      cos: new this.#runtime.Tensor('float32', this.#cos.subarray(0, used), dims),
      sin: new this.#runtime.Tensor('float32', this.#sin.subarray(0, used), dims),
    };
  }

  dispose(): void {
    this.#cos = this.#sin = new Float32Array(0);
  }
}

/** Rows in GPU buffers; only new ones are uploaded. */
export class GpuRotaryCache implements RotaryCache {
  readonly #runtime: OrtRuntime;
  readonly #device: GPUDevice;
  readonly #half: number;
  readonly #mirror: CpuRotaryCache;
  #capacity = 0;
  #buffers: { cos: GPUBuffer; sin: GPUBuffer } | undefined;

  /** @param tokens to set memory aside for now; beyond them it grows */
  constructor(runtime: OrtRuntime, device: GPUDevice, half: number, tokens: number) {
    this.#runtime = runtime;
    this.#device = device;
    this.#half = half;
    this.#mirror = new CpuRotaryCache(runtime, half);
    if (tokens > 0) this.#allocate(tokens);
  }

  write(from: number, rows: RotaryRows): { cos: Tensor; sin: Tensor } {
    const all = this.#mirror.write(from, rows);
    const total = from + rows.cos.length / this.#half;
    const fresh = total > this.#capacity || !this.#buffers;
    const buffers = fresh ? this.#allocate(Math.ceil(total / 1024) * 1024) : this.#buffers;
    if (!buffers) throw new Error('unreachable: rotary buffers were just allocated');
    const start = fresh ? 0 : from;
    const upload = (buffer: GPUBuffer, tensor: Tensor) => {
      if (!(tensor.data instanceof Float32Array))
        throw new Error(`rotary rows are ${tensor.type}, not float32`);
      const part = new Float32Array(tensor.data.subarray(start * this.#half));
      this.#device.queue.writeBuffer(buffer, start * this.#half * 4, part);
    };
    upload(buffers.cos, all.cos);
    upload(buffers.sin, all.sin);
    const options = { dataType: 'float32', dims: [this.#capacity, this.#half] } as const;
    return {
      cos: this.#runtime.Tensor.fromGpuBuffer(buffers.cos, options),
      sin: this.#runtime.Tensor.fromGpuBuffer(buffers.sin, options),
    };
  }

  dispose(): void {
    this.#buffers?.cos.destroy();
    this.#buffers?.sin.destroy();
    this.#buffers = undefined;
    this.#capacity = 0;
  }

  #allocate(capacity: number) {
    this.dispose();
    this.#capacity = capacity;
    const size = capacity * this.#half * 4;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const create = () => this.#device.createBuffer({ size, usage });
    this.#buffers = { cos: create(), sin: create() };
    return this.#buffers;
  }
}

/** Puts `rows` at element `offset`; returns `all` itself where they fit. */
function withRows(
  all: Float32Array<ArrayBuffer>,
  offset: number,
  rows: Float32Array,
): Float32Array<ArrayBuffer> {
  const needed = offset + rows.length;
  let target = all;
  if (needed > all.length) {
    target = new Float32Array(Math.max(needed, all.length * 2));
    target.set(all);
  }
  target.set(rows, offset);
  return target;
}
