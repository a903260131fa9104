import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderSink } from '../../../src/weights/node/folder_sink.ts';
import { FARA_7B_CONFIG } from '../../../src/weights/qwen2_5_vl/fara_7b.ts';
import { synthesisePack } from '../../../src/weights/synth/synth.ts';

/**
 * Fara-7B at a quarter of most widths and with a few layers: nearly its proportions in a size that a software adapter can
 * run. The vision tower's MLP is wider, so that a screenshot's goes in three pieces.
 */
const NARROW = {
  ...FARA_7B_CONFIG,
  hidden_size: 896,
  intermediate_size: 4736,
  num_hidden_layers: 2,
  num_attention_heads: 7,
  num_key_value_heads: 1,
  vocab_size: 2048,
  max_position_embeddings: 4096,
  image_token_id: 2000,
  video_token_id: 2001,
  vision_start_token_id: 2002,
  vision_end_token_id: 2003,
  vision_config: {
    ...FARA_7B_CONFIG.vision_config,
    depth: 4,
    hidden_size: 320,
    intermediate_size: 1720,
    num_heads: 4,
    out_hidden_size: 896,
    fullatt_block_indexes: [1, 3],
  },
};

/** A pack of random weights of that geometry; returns its folder, for the caller to delete. */
export async function narrowFara(): Promise<string> {
  const out = join(await mkdtemp(join(tmpdir(), 'sidefara-narrow-')), 'pack');
  const rest = { quant: 'q4', seed: 1, name: 'narrow', profile: 'fara-7b', sideFiles: null } as const;
  await synthesisePack(await folderSink(out), { config: NARROW, ...rest });
  return out;
}
