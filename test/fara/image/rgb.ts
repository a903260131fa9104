import type { RgbaImage } from '../../../src/protocol/chat.ts';

/** Samples of `channels` per pixel, of which the first three count → an opaque RGBA image. */
export function fromChannels(
  [width, height]: readonly [number, number],
  channels: number,
  source: ArrayLike<number>,
): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[i * 4 + c] = source[i * channels + c] as number;
  }
  return { width, height, data };
}

export function rgbBytes({ width, height, data }: RgbaImage): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out[i * 3 + c] = data[i * 4 + c] as number;
  }
  return out;
}

/** The noise of `test/fixtures/fara/make_vectors.py`. */
export function noise(size: readonly [number, number], seed: number): RgbaImage {
  let state = seed;
  const bytes = Uint8Array.from({ length: size[0] * size[1] * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return fromChannels(size, 3, bytes);
}
