import type { Automaton, State } from './automaton.ts';

/** Which tokens may follow: only those listed, or all but those; ascending. */
export type Mask = { allow: Int32Array } | { forbid: Int32Array };

/**
 * The bytes of a vocabulary in byte order, each token with how many bytes it shares with the one before: a trie laid
 * out flat, walked from end to end for what a state can read.
 */
export class Vocabulary {
  /** Rows of the model's logits, which may be more than there are tokens. */
  readonly size: number;
  readonly #bytes: readonly (Uint8Array | null)[];
  readonly #ids: Int32Array;
  readonly #shared: Uint16Array;
  /** Token `i` of the order has bytes `#starts[i]` to `#starts[i + 1]` of `#text`. */
  readonly #starts: Uint32Array;
  readonly #text: Uint8Array;

  /** @param bytes by id; null for a token that is no text */
  constructor(bytes: readonly (Uint8Array | null)[], size: number) {
    this.size = size;
    this.#bytes = bytes;
    const spelled = bytes.slice(0, size).map((token) => (token ? String.fromCharCode(...token) : ''));
    const ids = [...spelled.keys()].filter((id) => spelled[id] !== '');
    ids.sort((a, b) => ((spelled[a] as string) < (spelled[b] as string) ? -1 : 1));
    this.#ids = Int32Array.from(ids);
    this.#shared = Uint16Array.from(ids, (id, i) => sharedLength(bytes[ids[i - 1] ?? -1], bytes[id]));
    this.#starts = new Uint32Array(ids.length + 1);
    for (const [i, id] of ids.entries())
      this.#starts[i + 1] = (this.#starts[i] as number) + this.bytesOf(id).length;
    this.#text = new Uint8Array(this.#starts.at(-1) ?? 0);
    for (const [i, id] of ids.entries()) this.#text.set(this.bytesOf(id), this.#starts[i]);
  }

  /** What a token adds to the text; nothing for one that is no text. */
  bytesOf(id: number): Uint8Array {
    return this.#bytes[id] ?? NO_BYTES;
  }

  /** The tokens whose bytes the automaton can read from `state`, in byte order. */
  readable(automaton: Automaton, state: State): Int32Array {
    const readable = new Int32Array(this.#ids.length);
    let count = 0;
    const path: State[] = [state];
    // How many bytes of the token before could be read.
    let live = 0;
    for (let i = 0; i < this.#ids.length; i++) {
      const shared = this.#shared[i] as number;
      if (shared > live) continue;
      live = shared;
      const start = this.#starts[i] as number;
      const length = (this.#starts[i + 1] as number) - start;
      while (live < length) {
        const next = automaton.step(path[live] as State, this.#text[start + live] as number);
        if (!next) break;
        path[++live] = next;
      }
      if (live === length) readable[count++] = this.#ids[i] as number;
    }
    return readable.slice(0, count);
  }

  /** The mask that lets these tokens pass, and with `textless` also those that are no text. */
  mask(readable: Int32Array, textless: boolean): Mask {
    const allowed = new Uint8Array(this.size);
    for (const id of readable) allowed[id] = 1;
    let count = readable.length;
    for (let id = 0; textless && id < this.size; id++) {
      if (this.bytesOf(id).length > 0) continue;
      allowed[id] = 1;
      count++;
    }
    const listed = count > this.size / 2 ? 0 : 1;
    const ids = new Int32Array(listed === 1 ? count : this.size - count);
    for (let id = 0, at = 0; id < this.size; id++) if (allowed[id] === listed) ids[at++] = id;
    return listed === 1 ? { allow: ids } : { forbid: ids };
  }
}

const NO_BYTES = new Uint8Array();

function sharedLength(a: Uint8Array | null = null, b: Uint8Array | null = null): number {
  if (!a || !b) return 0;
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
