import type { Coordinate } from '../protocol/action.ts';
import type { Size } from '../protocol/geometry.ts';
import type { ActionPoint } from '../protocol/task.ts';
import type { CoordinateSpace } from './profile.ts';

/** A coordinate outside the space the model was told of. */
export class CoordinateRangeError extends RangeError {
  override readonly name = 'CoordinateRangeError';

  constructor(
    readonly axis: 'x' | 'y',
    readonly value: number,
    /** First value that is too large. */
    readonly limit: number,
  ) {
    super(`${axis} = ${value} lies outside the screen: it must be at least 0 and less than ${limit}`);
  }
}

/**
 * Where a coordinate points, in image px of the sent screenshot and in CSS px of the viewport; floats, not
 * rounded. Source: `proc_coords` of microsoft/fara.
 * @param image size of the screenshot as sent, image px
 * @param viewport CSS px
 * @throws CoordinateRangeError when it lies outside; it is never clamped, since a wrong click is worse
 */
export function resolvePoint(
  [x, y]: Coordinate,
  space: CoordinateSpace,
  image: Size,
  viewport: Size,
): ActionPoint {
  const extent = space.kind === 'image' ? image : space;
  if (!(x >= 0 && x < extent.width)) throw new CoordinateRangeError('x', x, extent.width);
  if (!(y >= 0 && y < extent.height)) throw new CoordinateRangeError('y', y, extent.height);
  return {
    imageX: x * (image.width / extent.width),
    imageY: y * (image.height / extent.height),
    cssX: x * (viewport.width / extent.width),
    cssY: y * (viewport.height / extent.height),
  };
}
