import { type OpenPack, packTensor, readRows } from '../../weights/pack/read.ts';

/** Rows kept after their first use; a prompt repeats few tokens, an answer almost none. */
const KEPT_ROWS = 8192;

/**
 * Token embeddings, read and dequantised row by row on the CPU: the matrix (0.3 GB in Fara-7B) needs neither
 * GPU memory nor a graph.
 */
export class EmbeddingTable {
  readonly #pack: OpenPack;
  readonly #rows = new Map<number, Float32Array>();
  readonly vocab: number;
  readonly width: number;

  constructor(pack: OpenPack) {
    const [vocab = 0, width = 0] = packTensor(pack, 'embed').shape;
    this.#pack = pack;
    this.vocab = vocab;
    this.width = width;
  }

  /**
   * The rows of `ids`, one after the other: [ids.length, width].
   * @throws RangeError for an id outside the vocabulary
   */
  async gather(ids: readonly number[]): Promise<Float32Array> {
    if (this.#rows.size > KEPT_ROWS) this.#rows.clear();
    const missing = [...new Set(ids)].filter((id) => !this.#rows.has(id));
    await Promise.all(missing.map(async (id) => this.#rows.set(id, await this.#read(id))));
    const gathered = new Float32Array(ids.length * this.width);
    ids.forEach((id, i) => {
      const row = this.#rows.get(id);
      if (row) gathered.set(row, i * this.width);
    });
    return gathered;
  }

  async #read(id: number): Promise<Float32Array> {
    if (!Number.isInteger(id) || id < 0 || id >= this.vocab) {
      throw new RangeError(`token id ${id} is outside the vocabulary of ${this.vocab}`);
    }
    return readRows(this.#pack, 'embed', id, id + 1);
  }
}
