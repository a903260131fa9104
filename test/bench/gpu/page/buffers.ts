/** Counts the bytes of all GPU buffers of this page that were made and not destroyed. */
export class BufferCount {
  bytes = 0;
  peak = 0;

  constructor() {
    const count = this;
    const { createBuffer } = GPUDevice.prototype;
    const { destroy } = GPUBuffer.prototype;
    const living = new WeakSet<GPUBuffer>();
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      living.add(buffer);
      count.#add(descriptor.size);
      return buffer;
    };
    GPUBuffer.prototype.destroy = function () {
      if (living.delete(this)) count.#add(-this.size);
      return destroy.call(this);
    };
  }

  /** The peak from here on is counted anew. */
  restart(): void {
    this.peak = this.bytes;
  }

  #add(bytes: number): void {
    this.bytes += bytes;
    this.peak = Math.max(this.peak, this.bytes);
  }
}
