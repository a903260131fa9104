import type { Pack } from '../../protocol/pack.ts';
import type { Qwen25VlConfig } from '../../weights/qwen2_5_vl/config.ts';

/** The JSON files that transformers.js reads beside the ONNX files, by name. */
export function exportSettings(pack: Pack, config: Qwen25VlConfig): Record<string, Record<string, unknown>> {
  const { vision_config: vision, text_config: nested, ...flat } = pack.config;
  return {
    'config.json': {
      ...pack.config,
      architectures: ['Qwen2_5_VLForConditionalGeneration'],
      // Read for the sizes of the cache; a flat config of an older transformers has none.
      text_config: { ...flat, ...(nested as object), model_type: 'qwen2_5_vl_text' },
      vision_config: vision,
    },
    'generation_config.json': pack.generationConfig ?? {},
    'preprocessor_config.json': {
      do_resize: true,
      do_rescale: true,
      do_normalize: true,
      do_convert_rgb: true,
      resample: 3,
      rescale_factor: 1 / 255,
      image_mean: [0.48145466, 0.4578275, 0.40821073],
      image_std: [0.26862954, 0.26130258, 0.27577711],
      patch_size: config.vision.patchSize,
      temporal_patch_size: config.vision.temporalPatchSize,
      merge_size: config.vision.spatialMergeSize,
      ...pack.preprocessorConfig,
      image_processor_type: 'Qwen2VLImageProcessor',
      processor_class: 'Qwen2_5_VLProcessor',
    },
  };
}
