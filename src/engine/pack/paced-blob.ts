/**
 * A Blob whose slices wait for `ready` before they are read. ONNX Runtime reads a tensor, hands it to the GPU
 * process through shared memory and reads the next at once; unpaced, a gigabyte of tensors queues up in the page
 * because reading is faster than uploading.
 */
export class PacedBlob extends Blob {
  readonly #ready: () => Promise<unknown>;

  constructor(blob: Blob, ready: () => Promise<unknown>) {
    super([blob]);
    this.#ready = ready;
  }

  override slice(start?: number, end?: number, type?: string): Blob {
    return new PacedSlice(super.slice(start, end, type), this.#ready);
  }
}

class PacedSlice extends Blob {
  readonly #ready: () => Promise<unknown>;

  constructor(blob: Blob, ready: () => Promise<unknown>) {
    super([blob]);
    this.#ready = ready;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const ready = this.#ready;
    const reader = super.stream().getReader();
    return new ReadableStream(
      {
        start: async () => void (await ready()),
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }
}
