import { readFile } from 'node:fs/promises';
import { convertIndexedToRgb, decode } from 'fast-png';
import type { RgbaImage } from '../../protocol/chat.ts';

/** A PNG file as RGBA, 8 bits a channel, opaque: what a picture is to the model. Throws with the path at fault. */
export async function readPng(path: string): Promise<RgbaImage> {
  try {
    return pngToRgba(await readFile(path));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} cannot be read as a PNG: ${why}`, { cause });
  }
}

/** A PNG in memory as RGBA, 8 bits a channel, opaque. */
export function pngToRgba(bytes: Uint8Array): RgbaImage {
  const png = decode(bytes);
  const { width, height, depth } = png;
  const pixels = width * height;
  if (!png.palette && depth < 8) throw new Error(`${depth}-bit grey; save it with 8 bits a channel`);
  const samples = png.palette ? convertIndexedToRgb(png) : png.data;
  const channels = samples.length / pixels;
  const shift = png.palette ? 0 : depth - 8;
  const data = new Uint8ClampedArray(pixels * 4).fill(255);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < 3; c++) {
      // One or two channels: grey, with or without alpha.
      data[pixel * 4 + c] = (samples[pixel * channels + (channels < 3 ? 0 : c)] ?? 0) >> shift;
    }
  }
  return { width, height, data };
}
