/** Part of a Blob that is read from front to back. */
export class BlobStream {
  /** where the next read begins, once all are done that were asked for */
  next: number;
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private chunk: Uint8Array = new Uint8Array();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly blob: Blob,
    private readonly start: number,
    public end: number,
  ) {
    this.next = start;
  }

  /** Takes on what follows; false once it is being read. */
  extend(start: number, end: number): boolean {
    if (this.reader || this.end !== start) return false;
    this.end = end;
    return true;
  }

  /** The next `length` bytes; reads may be asked for while others run. */
  read(length: number): Promise<Uint8Array> {
    this.next += length;
    const bytes = this.last.then(() => this.take(length));
    this.last = bytes;
    return bytes;
  }

  async cancel(): Promise<void> {
    await this.reader?.cancel().catch(() => {});
  }

  private async take(length: number): Promise<Uint8Array> {
    this.reader ??= this.blob.slice(this.start, this.end).stream().getReader();
    const out = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      if (this.chunk.length === 0) {
        const { value, done } = await this.reader.read();
        if (done) throw new Error(`the stream ended ${length - at} bytes early`);
        this.chunk = value;
      }
      const part = this.chunk.subarray(0, length - at);
      out.set(part, at);
      at += part.length;
      this.chunk = this.chunk.subarray(part.length);
    }
    return out;
  }
}
