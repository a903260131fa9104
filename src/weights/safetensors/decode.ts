import { halfTable } from '../float16.ts';

export const FLOAT_DTYPES = ['BF16', 'F16', 'F32'] as const;
export type FloatDtype = (typeof FLOAT_DTYPES)[number];

export function isFloatDtype(dtype: string): dtype is FloatDtype {
  return (FLOAT_DTYPES as readonly string[]).includes(dtype);
}

export function dtypeBytes(dtype: FloatDtype): number {
  return dtype === 'F32' ? 4 : 2;
}

/** Little-endian bf16, f16 or f32 values as float32; exact. */
export function decodeFloats(dtype: FloatDtype, bytes: Uint8Array): Float32Array {
  const count = bytes.length / dtypeBytes(dtype);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  switch (dtype) {
    case 'F32':
      return new Float32Array(aligned.buffer, aligned.byteOffset, count);
    case 'BF16': {
      // bf16 is the upper half of a float32.
      const out = new Uint32Array(count);
      const source = new Uint16Array(aligned.buffer, aligned.byteOffset, count);
      for (let i = 0; i < count; i++) out[i] = (source[i] ?? 0) << 16;
      return new Float32Array(out.buffer);
    }
    case 'F16': {
      const out = new Float32Array(count);
      const source = new Uint16Array(aligned.buffer, aligned.byteOffset, count);
      const table = halfTable();
      for (let i = 0; i < count; i++) out[i] = table[source[i] ?? 0] ?? 0;
      return out;
    }
  }
}
