import type { MropePositions } from '../../fara/position/mrope.ts';
import type { DecoderConfig } from '../config.ts';

/** Rows of cosines and sines, [rows, headDim / 2] each. */
export interface RotaryRows {
  cos: Float32Array;
  sin: Float32Array;
}

/**
 * The rotary angles of tokens `from` to `to` of a sequence: frequency j turns with the temporal, height or
 * width position as `mropeSection` says. Beyond the prompt all three are index + delta.
 * Source: transformers `apply_multimodal_rotary_pos_emb`.
 */
export function rotaryRows(
  config: DecoderConfig,
  positions: MropePositions,
  from: number,
  to: number,
): RotaryRows {
  const half = config.headDim / 2;
  const [temporal, height] = config.mropeSection;
  const cos = new Float32Array((to - from) * half);
  const sin = new Float32Array((to - from) * half);
  for (let token = from; token < to; token++) {
    const text = token + positions.delta;
    const t = positions.temporal[token] ?? text;
    const h = positions.height[token] ?? text;
    const w = positions.width[token] ?? text;
    for (let j = 0; j < half; j++) {
      const position = j < temporal ? t : j < temporal + height ? h : w;
      // float32 as in the reference: at position 2000 the rounding of the frequency is visible in the angle.
      const angle = Math.fround(position * Math.fround(1 / config.ropeTheta ** ((2 * j) / config.headDim)));
      cos[(token - from) * half + j] = Math.cos(angle);
      sin[(token - from) * half + j] = Math.sin(angle);
    }
  }
  return { cos, sin };
}
