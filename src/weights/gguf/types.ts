import { WeightsError } from '../errors.ts';

/** A ggml tensor type: `bytes` hold `values` consecutive values of a row. */
export interface GgmlType {
  name: string;
  values: number;
  bytes: number;
}

/** Block formats; F32, F16 and BF16 are the same as in safetensors. */
export type GgmlBlockType = 'Q4_0' | 'Q8_0' | 'Q4_K' | 'Q5_K' | 'Q6_K';

/** Values and bytes of one block, of which a row holds a whole number. */
export const GGML_BLOCKS: Readonly<Record<GgmlBlockType, { values: number; bytes: number }>> = {
  Q4_0: { values: 32, bytes: 18 },
  Q8_0: { values: 32, bytes: 34 },
  Q4_K: { values: 256, bytes: 144 },
  Q5_K: { values: 256, bytes: 176 },
  Q6_K: { values: 256, bytes: 210 },
};

export function isGgmlBlockType(dtype: string): dtype is GgmlBlockType {
  return Object.hasOwn(GGML_BLOCKS, dtype);
}

/** Forms this importer reads; ids and sizes are those of ggml.h (`ggml_type`, `GGML_QUANT_SIZES`). */
const READABLE: Readonly<Record<number, GgmlType>> = {
  0: { name: 'F32', values: 1, bytes: 4 },
  1: { name: 'F16', values: 1, bytes: 2 },
  2: { name: 'Q4_0', ...GGML_BLOCKS.Q4_0 },
  8: { name: 'Q8_0', ...GGML_BLOCKS.Q8_0 },
  12: { name: 'Q4_K', ...GGML_BLOCKS.Q4_K },
  13: { name: 'Q5_K', ...GGML_BLOCKS.Q5_K },
  14: { name: 'Q6_K', ...GGML_BLOCKS.Q6_K },
  30: { name: 'BF16', values: 1, bytes: 2 },
};

/** The others, so that a refusal can name them. */
const OTHERS: Readonly<Record<number, string>> = {
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
  41: 'Q1_0',
};

/** @throws WeightsError `unsupported-dtype` that names the type and those that can be read */
export function ggmlType(id: number, file: string, tensor: string): GgmlType {
  const type = READABLE[id];
  if (type) return type;
  throw new WeightsError('unsupported-dtype', 'the tensor is stored in a form that cannot be read', {
    file,
    tensor,
    expected: Object.values(READABLE)
      .map(({ name }) => name)
      .join(', '),
    found: OTHERS[id] ?? `type ${id}`,
    next: 'Fetch another quantisation of the model: Q8_0, Q6_K, Q4_K_M and F16 can be read',
  });
}
