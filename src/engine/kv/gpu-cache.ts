import type { OrtRuntime } from '../ort/runtime.ts';
import { checkLayers, type KvCache, type KvShape, type LayerTensors, rowValues } from './cache.ts';

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
  #capacity = 0;
  #buffers: LayerBuffers[] = [];
  #tensors: LayerTensors[] = [];

  constructor(runtime: OrtRuntime, device: GPUDevice, shape: KvShape) {
    this.#runtime = runtime;
    this.#device = device;
    this.#shape = shape;
  }

  async prepare(total: number): Promise<{ past: LayerTensors[]; present: LayerTensors[] }> {
    if (total > this.#capacity) this.#grow(Math.ceil(total / STEP) * STEP);
    return { past: this.#tensors, present: this.#tensors };
  }

  keep(): void {
    // The provider has written into our buffers.
  }

  async read(length: number): Promise<Float32Array[]> {
    const layers: Float32Array[] = [];
    // One after the other: a staging buffer for one layer is enough.
    for (const { key, value } of this.#buffers) {
      layers.push(await this.#download(key, length), await this.#download(value, length));
    }
    return layers;
  }

  write(length: number, layers: readonly Float32Array[]): void {
    checkLayers(this.#shape, length, layers);
    if (length > this.#capacity) this.#grow(Math.ceil(length / STEP) * STEP);
    const { kvHeads, headDim } = this.#shape;
    for (const [i, rows] of layers.entries()) {
      const layer = this.#buffers[i >> 1];
      if (!layer) throw new Error(`the cache has ${this.#buffers.length} layers`);
      for (let head = 0; head < kvHeads; head++) {
        const part = new Float32Array(rows.subarray(head * length * headDim, (head + 1) * length * headDim));
        const offset = head * this.#capacity * headDim * part.BYTES_PER_ELEMENT;
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
    const { kvHeads, headDim } = this.#shape;
    const row = headDim * Float32Array.BYTES_PER_ELEMENT;
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

  async #download(buffer: GPUBuffer, length: number): Promise<Float32Array> {
    const { kvHeads, headDim } = this.#shape;
    const row = headDim * Float32Array.BYTES_PER_ELEMENT;
    const staging = this.#device.createBuffer({
      size: rowValues(this.#shape, length) * Float32Array.BYTES_PER_ELEMENT,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    try {
      const encoder = this.#device.createCommandEncoder();
      for (let head = 0; head < kvHeads; head++) {
        const from = head * this.#capacity * row;
        encoder.copyBufferToBuffer(buffer, from, staging, head * length * row, length * row);
      }
      this.#device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      return new Float32Array(staging.getMappedRange().slice(0));
    } finally {
      staging.destroy();
    }
  }

  #tensor(buffer: GPUBuffer) {
    const { kvHeads, headDim } = this.#shape;
    const dims = [1, kvHeads, this.#capacity, headDim];
    return this.#runtime.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
  }
}
