import { EngineError } from '../errors.ts';
import type { KvType } from '../graph/attention.ts';
import type { OrtRuntime } from '../ort/runtime.ts';
import { KV_TYPES, type KvCache, type KvShape, type LayerTensors, layerBytes, splitLayers } from './cache.ts';

/** Tokens by which the buffers grow. */
const STEP = 1024;

interface LayerBuffers {
  key: GPUBuffer;
  value: GPUBuffer;
}

/**
 * KV cache in GPU buffers bound as both past and present, so that attention appends in place and nothing is
 * allocated per token. Grows in steps, keeping its content.
 */
export class GpuKvCache implements KvCache {
  readonly #runtime: OrtRuntime;
  readonly #device: GPUDevice;
  readonly #shape: KvShape;
  readonly #kv: KvType;
  #capacity = 0;
  #buffers: LayerBuffers[] = [];
  #tensors: LayerTensors[] = [];

  constructor(runtime: OrtRuntime, device: GPUDevice, shape: KvShape, kv: KvType = 'float') {
    this.#runtime = runtime;
    this.#device = device;
    this.#shape = shape;
    this.#kv = kv;
  }

  async prepare(total: number): Promise<{ past: LayerTensors[]; present: LayerTensors[] }> {
    if (total > this.#capacity) this.#grow(Math.ceil(total / STEP) * STEP);
    return { past: this.#tensors, present: this.#tensors };
  }

  keep(): void {
    // The provider has written into our buffers.
  }

  async *read(length: number): AsyncGenerator<Uint8Array, void> {
    const staging = await this.#staging(this.#tensorBytes(length));
    try {
      for (const { key, value } of this.#buffers) {
        yield await this.#download(key, length, staging);
        yield await this.#download(value, length, staging);
      }
    } finally {
      staging.destroy();
    }
  }

  bytes(length: number): number {
    return 2 * this.#shape.layers * this.#tensorBytes(length);
  }

  write(length: number, rows: Uint8Array): void {
    const wanted = length * this.#row;
    const layers = splitLayers(this.#shape, this.#tensorBytes(length), rows);
    if (length > this.#capacity) this.#grow(Math.ceil(length / STEP) * STEP);
    for (const [i, tensor] of layers.entries()) {
      const layer = this.#buffers[i >> 1];
      if (!layer) throw new Error(`the cache has ${this.#buffers.length} layers`);
      for (let head = 0; head < this.#shape.kvHeads; head++) {
        const part = tensor.slice(head * wanted, (head + 1) * wanted);
        const offset = head * this.#capacity * this.#row;
        this.#device.queue.writeBuffer(i % 2 === 0 ? layer.key : layer.value, offset, part);
      }
    }
  }

  dispose(): void {
    for (const { key, value } of this.#buffers) {
      key.destroy();
      value.destroy();
    }
    this.#buffers = [];
    this.#tensors = [];
    this.#capacity = 0;
  }

  /** Layer by layer, so that old and new exist together for one layer only. */
  #grow(capacity: number): void {
    const old = this.#capacity;
    for (let layer = 0; layer < this.#shape.layers; layer++) {
      const before = this.#buffers[layer];
      this.#buffers[layer] = {
        key: this.#enlarged(before?.key, old, capacity),
        value: this.#enlarged(before?.value, old, capacity),
      };
    }
    this.#capacity = capacity;
    this.#tensors = this.#buffers.map(({ key, value }) => ({
      key: this.#tensor(key),
      value: this.#tensor(value),
    }));
  }

  #enlarged(before: GPUBuffer | undefined, old: number, capacity: number): GPUBuffer {
    const { kvHeads } = this.#shape;
    const row = this.#row;
    const buffer = this.#device.createBuffer({
      size: kvHeads * capacity * row,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    if (before) {
      const encoder = this.#device.createCommandEncoder();
      for (let head = 0; head < kvHeads; head++) {
        encoder.copyBufferToBuffer(before, head * old * row, buffer, head * capacity * row, old * row);
      }
      this.#device.queue.submit([encoder.finish()]);
      before.destroy();
    }
    return buffer;
  }

  /** Bytes of one token of one head. */
  get #row(): number {
    return this.#shape.headDim * KV_TYPES[this.#kv].bytes;
  }

  #tensorBytes(length: number): number {
    return layerBytes(this.#shape, this.#kv, length);
  }

  /** A buffer to read back with. Where there is no memory for it, only this fails, and the device is as good as before. */
  async #staging(size: number): Promise<GPUBuffer> {
    this.#device.pushErrorScope('out-of-memory');
    const staging = this.#device.createBuffer({
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const full = await this.#device.popErrorScope();
    if (!full) return staging;
    throw new EngineError(
      'out-of-memory',
      `the GPU has no ${size} bytes to read back with (${full.message})`,
    );
  }

  async #download(buffer: GPUBuffer, length: number, staging: GPUBuffer): Promise<Uint8Array> {
    const wanted = length * this.#row;
    const encoder = this.#device.createCommandEncoder();
    for (let head = 0; head < this.#shape.kvHeads; head++) {
      encoder.copyBufferToBuffer(buffer, head * this.#capacity * this.#row, staging, head * wanted, wanted);
    }
    this.#device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const rows = new Uint8Array(staging.getMappedRange().slice(0));
    staging.unmap();
    return rows;
  }

  #tensor(buffer: GPUBuffer) {
    const { kvHeads, headDim } = this.#shape;
    const dims = [1, kvHeads, this.#capacity, headDim];
    return this.#runtime.Tensor.fromGpuBuffer(buffer, { dataType: KV_TYPES[this.#kv].dataType, dims });
  }
}
