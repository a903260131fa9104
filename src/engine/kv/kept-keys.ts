import { reusablePrefix } from './prefix.ts';

/**
 * Which tokens the KV cache holds, by key (see `promptKeys`). Content is positional, so cutting back costs nothing:
 * what follows is overwritten. Used by the engine, and by whoever counts what a conversation would cost it.
 */
export class KeptKeys {
  #keys: number[] = [];

  /** Tokens in the cache. */
  get length(): number {
    return this.#keys.length;
  }

  /** How many tokens from the start are these. */
  shared(keys: readonly number[]): number {
    const end = keys.findIndex((key, i) => key !== this.#keys[i]);
    return end < 0 ? keys.length : end;
  }

  /** Cuts back to the longest prefix shared with `keys`; returns that length. See `reusablePrefix`. */
  rewind(keys: readonly number[]): number {
    const reused = reusablePrefix(this.#keys, keys);
    this.#keys.length = reused;
    return reused;
  }

  /** Cuts back to the first `length` tokens; nothing happens when there are fewer. */
  truncate(length: number): void {
    this.#keys.length = Math.min(this.#keys.length, length);
  }

  /** The tokens after those held were computed. */
  push(keys: readonly number[]): void {
    for (const key of keys) this.#keys.push(key);
  }
}
