import type { Tokenizer } from '../../fara/tokenizer.ts';
import type { CachedSequence } from '../generate/sequence.ts';
import type { PromptInput } from '../prompt/input.ts';
import { decodeSnapshot, encodeSnapshot, type SnapshotStore } from './format.ts';

/** Above this a snapshot is not worth its place on disk. Fara-7B's system prompt takes 164 MB in f32. */
const MAX_BYTES = 256 * 2 ** 20;

type Kept = Pick<CachedSequence, 'shared' | 'bytes' | 'read'>;

/**
 * Keeps the system prompt's keys and values beyond the life of the engine, so that the first step after a start need
 * not read it. Whatever goes wrong with the file, the prompt is read as if there were none, and the file written anew.
 */
export class PromptSnapshot {
  readonly #store: SnapshotStore;
  readonly #identity: string;
  /** The ids in the file; none where there is no usable one. */
  #saved: readonly number[] = [];
  /** The system prompt that was last dealt with. */
  #text: string | undefined;

  /** @param identity all that keys and values depend on besides the token ids */
  constructor(store: SnapshotStore, identity: string) {
    this.#store = store;
    this.#identity = identity;
  }

  /** Puts what was saved into the empty sequence. Resolves to its tokens. */
  async restore(sequence: CachedSequence): Promise<number> {
    try {
      const file = await this.#store.read();
      const snapshot = file && decodeSnapshot(file, this.#identity);
      if (!snapshot) return 0;
      sequence.restore(snapshot);
      this.#saved = snapshot.ids;
      return snapshot.ids.length;
    } catch (error) {
      console.warn('the saved prompt is not used:', error);
      sequence.clear();
      return 0;
    }
  }

  /**
   * Saves the system prompt of `input`, which was just read into the sequence, unless it is saved already. Never
   * rejects. The sequence stays as it is until this ends.
   */
  async keep(
    sequence: Kept,
    input: PromptInput,
    tokenizer: Pick<Tokenizer, 'encode' | 'render'> | undefined,
  ): Promise<void> {
    try {
      await this.#keep(sequence, input, tokenizer);
    } catch (error) {
      console.warn('the prompt could not be saved:', error);
    }
  }

  async #keep(
    sequence: Kept,
    input: PromptInput,
    tokenizer: Pick<Tokenizer, 'encode' | 'render'> | undefined,
  ): Promise<void> {
    const first = 'messages' in input ? input.messages[0] : undefined;
    const [part, other] = first?.content ?? [];
    if (first?.role !== 'system' || part?.type !== 'text' || other || !tokenizer || part.text === this.#text)
      return;
    this.#text = part.text;
    // What follows a system prompt is cut off where the sequence went on otherwise.
    const rendered = tokenizer.encode(tokenizer.render([{ role: 'system', content: [part] }]));
    const ids = rendered.slice(0, sequence.shared(rendered));
    const known = ids.length === this.#saved.length && ids.every((id, i) => id === this.#saved[i]);
    if (known || ids.length === 0 || sequence.bytes(ids.length) > MAX_BYTES) return;
    await this.#store.write(encodeSnapshot(ids, sequence.read(ids.length), this.#identity));
    this.#saved = ids;
  }
}
