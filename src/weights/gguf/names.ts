/** llama.cpp → Hugging Face: gguf-py's tensor_mapping.py and conversion/qwenvl.py, for Qwen2.5-VL only. */
const WHOLE: Readonly<Record<string, string>> = {
  token_embd: 'model.embed_tokens',
  output_norm: 'model.norm',
  output: 'lm_head',
  'v.post_ln': 'visual.merger.ln_q',
  'mm.0': 'visual.merger.mlp.0',
  'mm.2': 'visual.merger.mlp.2',
};

const DECODER: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

const VISION: Readonly<Record<string, string>> = {
  ln1: 'norm1',
  attn_qkv: 'attn.qkv',
  attn_out: 'attn.proj',
  ln2: 'norm2',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

/** The Hugging Face tensor that a GGUF tensor is, or which of several pieces of it. */
export interface HubPlace {
  name: string;
  /**
   * `rows`: the tensor is its pieces stacked; llama.cpp's converter splits the vision tower's qkv.
   * `frames`: the pieces are the two time steps of the patch embedding's kernel, which follow each other within
   * each input channel.
   */
  along?: 'rows' | 'frames';
  piece?: number;
}

/** @returns undefined for a name that no Qwen2.5-VL file has */
export function hubPlace(ggufName: string): HubPlace | undefined {
  if (ggufName === 'v.patch_embd.weight' || ggufName === 'v.patch_embd.weight.1') {
    return {
      name: 'visual.patch_embed.proj.weight',
      along: 'frames',
      piece: ggufName.endsWith('.1') ? 1 : 0,
    };
  }
  const [, stem = '', kind = ''] = /^(.+)\.(weight|bias)$/.exec(ggufName) ?? [];
  if (Object.hasOwn(WHOLE, stem)) return { name: `${WHOLE[stem]}.${kind}` };
  const [, tower, layer, part = ''] = /^(v\.)?blk\.(\d+)\.(\w+)$/.exec(stem) ?? [];
  if (layer === undefined) return undefined;
  if (tower === undefined) {
    return Object.hasOwn(DECODER, part)
      ? { name: `model.layers.${Number(layer)}.${DECODER[part]}.${kind}` }
      : undefined;
  }
  const block = `visual.blocks.${Number(layer)}`;
  if (Object.hasOwn(VISION, part)) return { name: `${block}.${VISION[part]}.${kind}` };
  const piece = ['attn_q', 'attn_k', 'attn_v'].indexOf(part);
  return piece < 0 ? undefined : { name: `${block}.attn.qkv.${kind}`, along: 'rows', piece };
}
