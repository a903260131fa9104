import type { RgbaImage } from '../../protocol/chat.ts';
import type { Size } from '../../protocol/geometry.ts';
import { bicubicKernel, type Kernel, PRECISION_BITS } from './resample.ts';

const CHANNELS = 4;
const HALF = 1 << (PRECISION_BITS - 1);

/**
 * Resizes as `PIL.Image.convert('RGB').resize(size)` does (antialiased bicubic, byte for byte). Alpha is
 * ignored, as that conversion does, and comes back opaque. The input is left as it was; when no side
 * changes, the same bytes come back.
 * @param size image px
 */
export function resizeBicubic(image: RgbaImage, size: Size): RgbaImage {
  const expected = image.width * image.height * CHANNELS;
  if (image.data.length !== expected) {
    throw new RangeError(
      `image of ${image.width}x${image.height} px has ${image.data.length} bytes; RGBA rows would be ${expected}`,
    );
  }
  let { data } = image;
  // Pillow rounds to 8 bits between the two passes, so their order is part of the result.
  if (size.width !== image.width) data = resizeRows(data, image, size.width);
  if (size.height !== image.height) {
    data = resizeColumns(data, { width: size.width, height: image.height }, size.height);
  }
  return { width: size.width, height: size.height, data };
}

function resizeRows(data: RgbaImage['data'], { width, height }: Size, outWidth: number): Uint8ClampedArray {
  const { taps, start, count, weights }: Kernel = bicubicKernel(width, outWidth);
  const out = new Uint8ClampedArray(outWidth * height * CHANNELS);
  for (let y = 0, o = 0; y < height; y++) {
    const row = y * width * CHANNELS;
    for (let x = 0; x < outWidth; x++, o += CHANNELS) {
      let p = row + (start[x] as number) * CHANNELS;
      let k = x * taps;
      let r = HALF;
      let g = HALF;
      let b = HALF;
      for (const end = k + (count[x] as number); k < end; k++, p += CHANNELS) {
        const weight = weights[k] as number;
        r += (data[p] as number) * weight;
        g += (data[p + 1] as number) * weight;
        b += (data[p + 2] as number) * weight;
      }
      out[o] = r >> PRECISION_BITS;
      out[o + 1] = g >> PRECISION_BITS;
      out[o + 2] = b >> PRECISION_BITS;
      out[o + 3] = 255;
    }
  }
  return out;
}

/** Row by row over all columns at once: the input is read in memory order. */
function resizeColumns(
  data: RgbaImage['data'],
  { width, height }: Size,
  outHeight: number,
): Uint8ClampedArray {
  const { taps, start, count, weights }: Kernel = bicubicKernel(height, outHeight);
  const stride = width * CHANNELS;
  const out = new Uint8ClampedArray(stride * outHeight);
  const sums = new Int32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    sums.fill(HALF);
    const first = start[y] as number;
    for (let i = 0; i < (count[y] as number); i++) {
      const weight = weights[y * taps + i] as number;
      const row = (first + i) * stride;
      for (let c = 0; c < stride; c++) {
        sums[c] = (sums[c] as number) + (data[row + c] as number) * weight;
      }
    }
    const row = y * stride;
    for (let c = 0; c < stride; c++) out[row + c] = (sums[c] as number) >> PRECISION_BITS;
    for (let c = 3; c < stride; c += CHANNELS) out[row + c] = 255;
  }
  return out;
}
