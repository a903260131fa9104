import type { KvType } from '../graph/attention.ts';
import type { OrtRuntime } from '../ort/runtime.ts';
import { checkLayers, KV_TYPES, type KvCache, type KvShape, type LayerTensors } from './cache.ts';

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
  readonly #type: (typeof KV_TYPES)[KvType];
  #capacity = 0;
  #buffers: LayerBuffers[] = [];
  #tensors: LayerTensors[] = [];

  constructor(runtime: OrtRuntime, device: GPUDevice, shape: KvShape, kv: KvType = 'float') {
    this.#runtime = runtime;
    this.#device = device;
    this.#shape = shape;
    this.#type = KV_TYPES[kv];
  }

  async prepare(total: number): Promise<{ past: LayerTensors[]; present: LayerTensors[] }> {
    if (total > this.#capacity) this.#grow(Math.ceil(total / STEP) * STEP);
    return { past: this.#tensors, present: this.#tensors };
  }

  keep(): void {
    // The provider has written into our buffers.
  }

  async read(length: number): Promise<Uint8Array[]> {
    const layers: Uint8Array[] = [];
    // One after the other: a staging buffer for one layer is enough.
    for (const { key, value } of this.#buffers) {
      layers.push(await this.#download(key, length), await this.#download(value, length));
    }
    return layers;
  }

  write(length: number, layers: readonly Uint8Array[]): void {
    const wanted = length * this.#row;
    checkLayers(this.#shape, this.#shape.kvHeads * wanted, layers);
    if (length > this.#capacity) this.#grow(Math.ceil(length / STEP) * STEP);
    for (const [i, rows] of layers.entries()) {
      const layer = this.#buffers[i >> 1];
      if (!layer) throw new Error(`the cache has ${this.#buffers.length} layers`);
      for (let head = 0; head < this.#shape.kvHeads; head++) {
        const part = rows.slice(head * wanted, (head + 1) * wanted);
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
    return this.#shape.headDim * this.#type.bytes;
  }

  async #download(buffer: GPUBuffer, length: number): Promise<Uint8Array> {
    const { kvHeads } = this.#shape;
    const wanted = length * this.#row;
    const staging = this.#device.createBuffer({
      size: kvHeads * wanted,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    try {
      const encoder = this.#device.createCommandEncoder();
      for (let head = 0; head < kvHeads; head++) {
        const from = head * this.#capacity * this.#row;
        encoder.copyBufferToBuffer(buffer, from, staging, head * wanted, wanted);
      }
      this.#device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      return new Uint8Array(staging.getMappedRange().slice(0));
    } finally {
      staging.destroy();
    }
  }

  #tensor(buffer: GPUBuffer) {
    const { kvHeads, headDim } = this.#shape;
    const dims = [1, kvHeads, this.#capacity, headDim];
    return this.#runtime.Tensor.fromGpuBuffer(buffer, { dataType: this.#type.dataType, dims });
  }
}
