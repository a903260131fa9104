import type { Qwen25VlConfig } from './config.ts';

/**
 * What a tensor is, which decides how a recipe stores it: `decoder` and `vision` matrices, the `embedding`
 * (rows are gathered one by one; also the output head of a tied model), the `head` of an untied one, and `vector`s
 * (norms, biases).
 */
export type TensorRole = 'decoder' | 'vision' | 'embedding' | 'head' | 'vector';

export interface CanonicalTensor {
  /** The name in pack.json. */
  name: string;
  role: TensorRole;
  /** [N, K] for a matrix, [N] for a vector. */
  shape: number[];
  /** Hugging Face names (4.x form) with their shapes; rows are stacked in this order. */
  parts: { name: string; shape: number[] }[];
}

/** The whole table of one architecture, in the order in which a pack stores it. */
export function canonicalTensors(config: Qwen25VlConfig): CanonicalTensor[] {
  return [...visionTensors(config), ...decoderTensors(config)];
}

function decoderTensors({ text }: Qwen25VlConfig): CanonicalTensor[] {
  const { hiddenSize: hidden, intermediateSize: inter, vocabSize } = text;
  const q = text.heads * text.headDim;
  const kv = text.kvHeads * text.headDim;
  const table = [one('embed', 'embedding', 'model.embed_tokens.weight', [vocabSize, hidden])];
  for (let i = 0; i < text.layers; i++) {
    const to = `layers.${i}`;
    const from = `model.layers.${i}`;
    const qkv = (kind: 'weight' | 'bias', rest: number[]) => [
      { name: `${from}.self_attn.q_proj.${kind}`, shape: [q, ...rest] },
      { name: `${from}.self_attn.k_proj.${kind}`, shape: [kv, ...rest] },
      { name: `${from}.self_attn.v_proj.${kind}`, shape: [kv, ...rest] },
    ];
    table.push(
      one(`${to}.ln1`, 'vector', `${from}.input_layernorm.weight`, [hidden]),
      { name: `${to}.qkv`, role: 'decoder', shape: [q + 2 * kv, hidden], parts: qkv('weight', [hidden]) },
      { name: `${to}.qkv.bias`, role: 'vector', shape: [q + 2 * kv], parts: qkv('bias', []) },
      one(`${to}.o`, 'decoder', `${from}.self_attn.o_proj.weight`, [hidden, q]),
      one(`${to}.ln2`, 'vector', `${from}.post_attention_layernorm.weight`, [hidden]),
      one(`${to}.gate`, 'decoder', `${from}.mlp.gate_proj.weight`, [inter, hidden]),
      one(`${to}.up`, 'decoder', `${from}.mlp.up_proj.weight`, [inter, hidden]),
      one(`${to}.down`, 'decoder', `${from}.mlp.down_proj.weight`, [hidden, inter]),
    );
  }
  table.push(one('norm', 'vector', 'model.norm.weight', [hidden]));
  if (!text.tied) table.push(one('lm_head', 'head', 'lm_head.weight', [vocabSize, hidden]));
  return table;
}

function visionTensors({ text, vision }: Qwen25VlConfig): CanonicalTensor[] {
  const { hiddenSize: hidden, intermediateSize: inter, patchSize } = vision;
  const merged = hidden * vision.spatialMergeSize ** 2;
  const linear = (to: string, from: string, n: number, k: number): CanonicalTensor[] => [
    one(to, 'vision', `${from}.weight`, [n, k]),
    one(`${to}.bias`, 'vector', `${from}.bias`, [n]),
  ];
  const kernel = [hidden, vision.inChannels, vision.temporalPatchSize, patchSize, patchSize];
  const table: CanonicalTensor[] = [
    {
      name: 'visual.patch_embed',
      role: 'vision',
      // The stride of this Conv3d is its kernel, so it is a matrix over patches flattened as (c, t, y, x).
      shape: [hidden, vision.patchValues],
      parts: [{ name: 'visual.patch_embed.proj.weight', shape: kernel }],
    },
  ];
  for (let j = 0; j < vision.depth; j++) {
    const block = `visual.blocks.${j}`;
    table.push(
      one(`${block}.norm1`, 'vector', `${block}.norm1.weight`, [hidden]),
      ...linear(`${block}.qkv`, `${block}.attn.qkv`, 3 * hidden, hidden),
      ...linear(`${block}.proj`, `${block}.attn.proj`, hidden, hidden),
      one(`${block}.norm2`, 'vector', `${block}.norm2.weight`, [hidden]),
      ...linear(`${block}.gate`, `${block}.mlp.gate_proj`, inter, hidden),
      ...linear(`${block}.up`, `${block}.mlp.up_proj`, inter, hidden),
      ...linear(`${block}.down`, `${block}.mlp.down_proj`, hidden, inter),
    );
  }
  table.push(
    one('visual.merger.ln_q', 'vector', 'visual.merger.ln_q.weight', [hidden]),
    ...linear('visual.merger.fc1', 'visual.merger.mlp.0', merged, merged),
    ...linear('visual.merger.fc2', 'visual.merger.mlp.2', text.hiddenSize, merged),
  );
  return table;
}

function one(name: string, role: TensorRole, from: string, shape: number[]): CanonicalTensor {
  return { name, role, shape, parts: [{ name: from, shape }] };
}

/**
 * The 4.x name of a tensor: `model.language_model.…` and `model.visual.…` (transformers 5.x) become
 * `model.…` and `visual.…`.
 */
export function hubTensorName(name: string): string {
  if (name.startsWith('model.language_model.')) return `model.${name.slice('model.language_model.'.length)}`;
  if (name.startsWith('model.visual.')) return name.slice('model.'.length);
  return name;
}

/** Tensors a checkpoint may hold that carry no weights of their own. */
export function isRedundant(hubName: string, config: Qwen25VlConfig): boolean {
  return hubName.endsWith('.inv_freq') || (config.text.tied && hubName === 'lm_head.weight');
}
