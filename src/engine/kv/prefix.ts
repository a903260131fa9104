import { Recent } from '../recent.ts';

/**
 * How many leading tokens of `wanted` are in a cache that holds `cached`; one less than all of `wanted` at
 * most, because the last token's logits have to be computed. Keys: see `promptKeys`.
 */
export function reusablePrefix(cached: readonly number[], wanted: readonly number[]): number {
  const limit = Math.min(cached.length, wanted.length - 1);
  let length = 0;
  while (length < limit && cached[length] === wanted[length]) length++;
  return Math.max(length, 0);
}

/** Images whose numbers are remembered: many times as many as fit one prompt. */
const KEPT_NUMBERS = 4096;

/**
 * Gives every image content a number, so that one image token is told from another's by a number too. No number is
 * given twice: an image that was not seen for long gets a new one, and is read anew.
 */
export class ImageNumbers {
  readonly #numbers = new Recent<string, number>(KEPT_NUMBERS);
  #last = 0;

  of(hash: string): number {
    const number = this.#numbers.get(hash) ?? ++this.#last;
    this.#numbers.set(hash, number);
    return number;
  }
}

/** More tokens than one image can have. */
const IMAGE_STRIDE = 2 ** 20;

/**
 * A key per token that is equal only where keys and values would be: the id of a text token, and for an image
 * token a negative number made of the image's number and the place inside it.
 * @param images numbers of the prompt's images and how many tokens each takes, in order
 */
export function promptKeys(
  ids: readonly number[],
  imageTokenId: number,
  images: readonly { number: number; tokens: number }[],
): number[] {
  let image = 0;
  let place = 0;
  return ids.map((id) => {
    if (id !== imageTokenId) return id;
    const current = images[image];
    if (!current) throw new RangeError(`the prompt has tokens for more than ${images.length} images`);
    const key = -(current.number * IMAGE_STRIDE + place + 1);
    place++;
    if (place === current.tokens) {
      image++;
      place = 0;
    }
    return key;
  });
}
