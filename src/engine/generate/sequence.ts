import type { MropePositions } from '../../fara/position/mrope.ts';
import type { DecoderConfig } from '../config.ts';
import type { Decoder } from '../decoder/decoder.ts';
import { rotaryRows } from '../decoder/rotary-table.ts';
import { KeptKeys } from '../kv/kept-keys.ts';
import type { Snapshot } from '../snapshot/format.ts';

/**
 * The one sequence whose keys and values the decoder holds: knows which tokens are in the cache, by key, and
 * appends to it. After an error or abort it still describes what has been computed.
 */
export class CachedSequence {
  readonly #decoder: Decoder;
  readonly #config: DecoderConfig;
  readonly #kept = new KeptKeys();

  constructor(decoder: Decoder, config: DecoderConfig) {
    this.#decoder = decoder;
    this.#config = config;
  }

  /** Tokens in the cache. */
  get length(): number {
    return this.#kept.length;
  }

  /** Cuts the cache back to the longest prefix it shares with `keys`; returns that length. */
  rewind(keys: readonly number[]): number {
    return this.#kept.rewind(keys);
  }

  /** How many tokens from the start have these keys. */
  shared(keys: readonly number[]): number {
    return this.#kept.shared(keys);
  }

  /** Keys and values of the first `length` tokens; see `KvCache.read`. */
  read(length: number): AsyncIterable<Uint8Array> {
    return this.#decoder.readKv(length);
  }

  /** Bytes that `read` gives in all. */
  bytes(length: number): number {
    return this.#decoder.kvBytes(length);
  }

  /** Begins with what was read before. */
  restore({ ids, rows }: Snapshot): void {
    this.clear();
    this.#decoder.writeKv(ids.length, rows);
    this.#kept.push(ids);
  }

  clear(): void {
    this.truncate(0);
  }

  /** Keeps the first `length` tokens. */
  truncate(length: number): void {
    this.#kept.truncate(length);
  }

  /**
   * Computes the next tokens. `embeds [keys.length, hidden]`; returns the logits of the last `rows` of them,
   * [rows, vocab].
   */
  async append(
    keys: readonly number[],
    embeds: Float32Array,
    positions: MropePositions,
    rows = 1,
  ): Promise<Float32Array> {
    const past = this.#kept.length;
    const rotary = rotaryRows(this.#config, positions, past, past + keys.length);
    const logitRows = Array.from({ length: rows }, (_, row) => keys.length - rows + row);
    const logits = await this.#decoder.forward({ embeds, rotary, past, logitRows });
    this.#kept.push(keys);
    return logits;
  }
}
