import { z } from 'zod';
import { profiles } from '../fara/profiles/index.ts';
import type { Pack } from '../protocol/pack.ts';
import { type Qwen25VlConfig, readQwen25VlConfig } from '../weights/qwen2_5_vl/config.ts';

export type DecoderConfig = Qwen25VlConfig['text'];
export type VisionConfig = Qwen25VlConfig['vision'];

export interface ModelConfig {
  decoder: DecoderConfig;
  vision: VisionConfig;
  imageTokenId: number;
  /** Tokens that end an answer when the request names none. */
  eosTokenIds: readonly number[];
  /** From generation_config; where it says nothing, the profile's, else 1. */
  repetitionPenalty: number;
  /** What an image may measure, px²: from preprocessor_config; else the profile's; else the processor's default. */
  imageBudget: { minPixels: number; maxPixels: number };
}

const TokenIds = z.union([z.number().int(), z.array(z.number().int())]).nullish();
const WithEos = z.object({ eos_token_id: TokenIds });
const Generation = WithEos.extend({ repetition_penalty: z.number().positive().nullish() });
const Pixels = z.number().int().positive().nullish();
const Preprocessor = z.object({ min_pixels: Pixels, max_pixels: Pixels });

/**
 * The sizes and settings the engine needs, from the pack's verbatim side files.
 * Throws a WeightsError or ZodError that names the field.
 */
export function readModelConfig(pack: Pack): ModelConfig {
  const { text, vision, tokens } = readQwen25VlConfig(pack.config);
  const generation = Generation.parse(pack.generationConfig ?? {});
  const preprocessor = Preprocessor.parse(pack.preprocessorConfig ?? {});
  const nested = WithEos.parse(pack.config.text_config ?? {}).eos_token_id;
  const profile = profiles.find(({ id }) => id === pack.profile);
  const eos = generation.eos_token_id ?? WithEos.parse(pack.config).eos_token_id ?? nested ?? [];
  return {
    decoder: text,
    vision,
    imageTokenId: tokens.image,
    eosTokenIds: [eos].flat(),
    repetitionPenalty: generation.repetition_penalty ?? profile?.generation.repetitionPenalty ?? 1,
    imageBudget: {
      minPixels: preprocessor.min_pixels ?? profile?.imageBudget.minPixels ?? 56 * 56,
      maxPixels: preprocessor.max_pixels ?? profile?.imageBudget.maxPixels ?? 28 * 28 * 1280,
    },
  };
}

/** Patches of one full attention window (64 in the released models). */
export function windowPatches(vision: VisionConfig): number {
  const cells = Math.floor(vision.windowSize / vision.spatialMergeSize / vision.patchSize);
  return (cells * vision.spatialMergeSize) ** 2;
}
