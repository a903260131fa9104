import type { Size } from '../../protocol/geometry.ts';

/** What an image may measure when it is sent: sides are multiples of patchSize × mergeSize, areas in px². */
export interface ImageBudget {
  patchSize: number;
  mergeSize: number;
  minPixels: number;
  maxPixels: number;
}

const MAX_ASPECT_RATIO = 200;

/** Python's `round`: ties go to the even neighbour, so 50.5 → 50 and 51.5 → 52. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * The size at which a screenshot is sent: near `size`, both sides multiples of patchSize × mergeSize, the
 * area within the budget. Idempotent. Image px in and out. Source: Qwen-VL's `smart_resize`.
 * @throws RangeError when a side is not positive or the sides differ by more than a factor of 200
 */
export function smartResize({ width, height }: Size, budget: ImageBudget): Size {
  if (!(width > 0 && height > 0)) {
    throw new RangeError(`image of ${width}x${height} px: both sides must be positive`);
  }
  const aspect = Math.max(width, height) / Math.min(width, height);
  if (aspect > MAX_ASPECT_RATIO) {
    throw new RangeError(
      `image of ${width}x${height} px: aspect ratio ${aspect.toFixed(1)} is above the limit of ${MAX_ASPECT_RATIO}; use a squarer viewport`,
    );
  }
  const factor = budget.patchSize * budget.mergeSize;
  const nearest = (side: number) => Math.max(factor, roundHalfToEven(side / factor) * factor);
  const area = nearest(width) * nearest(height);
  if (area > budget.maxPixels) {
    const shrink = Math.sqrt((height * width) / budget.maxPixels);
    const below = (side: number) => Math.max(factor, Math.floor(side / shrink / factor) * factor);
    return { width: below(width), height: below(height) };
  }
  if (area < budget.minPixels) {
    const grow = Math.sqrt(budget.minPixels / (height * width));
    const above = (side: number) => Math.ceil((side * grow) / factor) * factor;
    return { width: above(width), height: above(height) };
  }
  return { width: nearest(width), height: nearest(height) };
}
