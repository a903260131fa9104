import { roundToHalf } from '../../src/weights/float16.ts';
import { bytesOf, type Encode } from './gguf_files.ts';

/** The 16 bits of the nearest half-precision number. */
export function halfBits(value: number): number {
  const rounded = roundToHalf(value);
  const sign = Object.is(Math.sign(rounded), -1) || Object.is(rounded, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(rounded);
  if (magnitude < 2 ** -14) return sign | (magnitude / 2 ** -24);
  const exponent = Math.floor(Math.log2(magnitude));
  return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
}

export const f32: Encode = (values) => ({ dtype: 'F32', data: bytesOf(values) });

export const f16: Encode = (values) => ({
  dtype: 'F16',
  data: new Uint8Array(Uint16Array.from(values, halfBits).buffer),
});

/** ggml's `quantize_row_q8_0_ref`, except that ties of rounding may fall differently. */
export const q8_0: Encode = (values, columns) => {
  if (columns % 32 !== 0) return f32(values, columns);
  return blocks('Q8_0', values, 34, (block, out) => {
    const scale = block.reduce((max, value) => Math.max(max, Math.abs(value)), 0) / 127;
    new DataView(out.buffer, out.byteOffset).setUint16(0, halfBits(scale), true);
    block.forEach((value, i) => {
      out[2 + i] = scale === 0 ? 0 : Math.round(value / scale);
    });
  });
};

/** ggml's `quantize_row_q4_0_ref`: the value of largest magnitude becomes level −8. */
export const q4_0: Encode = (values, columns) => {
  if (columns % 32 !== 0) return f32(values, columns);
  return blocks('Q4_0', values, 18, (block, out) => {
    const largest = block.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const scale = largest / -8;
    new DataView(out.buffer, out.byteOffset).setUint16(0, halfBits(scale), true);
    const level = (value: number) => Math.min(15, scale === 0 ? 8 : Math.floor(value / scale + 8.5));
    for (let i = 0; i < 16; i++) out[2 + i] = level(block[i] ?? 0) | (level(block[i + 16] ?? 0) << 4);
  });
};

function blocks(
  dtype: string,
  values: Float32Array,
  bytes: number,
  write: (block: Float32Array, out: Uint8Array) => void,
): { dtype: string; data: Uint8Array } {
  const data = new Uint8Array((values.length / 32) * bytes);
  for (let i = 0; i < values.length / 32; i++)
    write(values.subarray(32 * i, 32 * i + 32), data.subarray(bytes * i, bytes * (i + 1)));
  return { dtype, data };
}
