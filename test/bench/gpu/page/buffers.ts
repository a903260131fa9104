/** Counts the bytes of all GPU buffers of this page or worker that were made and not destroyed, nor their device. */
export class BufferCount {
  bytes = 0;
  peak = 0;
  readonly #devices = new WeakMap<GPUDevice, Set<GPUBuffer>>();

  constructor() {
    const count = this;
    const { createBuffer, destroy: destroyDevice } = GPUDevice.prototype;
    const { destroy } = GPUBuffer.prototype;
    const owners = new WeakMap<GPUBuffer, GPUDevice>();
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      owners.set(buffer, this);
      count.#livingOn(this).add(buffer);
      count.#add(buffer.size);
      return buffer;
    };
    GPUBuffer.prototype.destroy = function () {
      const owner = owners.get(this);
      if (owner && count.#livingOn(owner).delete(this)) count.#add(-this.size);
      return destroy.call(this);
    };
    GPUDevice.prototype.destroy = function () {
      for (const { size } of count.#livingOn(this)) count.#add(-size);
      count.#devices.delete(this);
      return destroyDevice.call(this);
    };
  }

  /** The peak from here on is counted anew. */
  restart(): void {
    this.peak = this.bytes;
  }

  #livingOn(device: GPUDevice): Set<GPUBuffer> {
    const known = this.#devices.get(device) ?? new Set();
    this.#devices.set(device, known);
    return known;
  }

  #add(bytes: number): void {
    this.bytes += bytes;
    this.peak = Math.max(this.peak, this.bytes);
  }
}
