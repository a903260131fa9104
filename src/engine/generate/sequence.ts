import type { MropePositions } from '../../fara/position/mrope.ts';
import type { DecoderConfig } from '../config.ts';
import type { Decoder } from '../decoder/decoder.ts';
import { rotaryRows } from '../decoder/rotary-table.ts';
import { KeptKeys } from '../kv/kept-keys.ts';

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

  clear(): void {
    this.#kept.truncate(0);
  }

  /**
   * Computes the next tokens. `embeds [keys.length, hidden]`; returns the logits of the last token, or of all
   * of them: [rows, vocab].
   */
  async append(
    keys: readonly number[],
    embeds: Float32Array,
    positions: MropePositions,
    allLogits = false,
  ): Promise<Float32Array> {
    const past = this.#kept.length;
    const rotary = rotaryRows(this.#config, positions, past, past + keys.length);
    const last = keys.length - 1;
    const logitRows = allLogits ? keys.map((_, row) => row) : [last];
    const logits = await this.#decoder.forward({ embeds, rotary, past, logitRows });
    this.#kept.push(keys);
    return logits;
  }
}
