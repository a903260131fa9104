import type { Point } from '../../protocol/geometry.ts';
import { composedPath } from './dom.ts';

/**
 * A point of the outer viewport in the frame's own CSS px: past its border and padding, undoing every transform
 * and zoom of the frame and of what it lies in. An affine map keeps the centre of a box the centre of its bounding
 * box, so the linear part is all that has to be known of it. Perspective is not undone.
 */
export function intoFrame(frame: Element, point: Point): Point {
  const { clientLeft, clientTop } = frame as HTMLElement;
  const style = getComputedStyle(frame);
  const { x, y } = intoBox(frame as HTMLElement, point);
  return {
    x: x - clientLeft - Number.parseFloat(style.paddingLeft),
    y: y - clientTop - Number.parseFloat(style.paddingTop),
  };
}

/** The same in the element's own CSS px, from the corner of its border box as it lies before any transform. */
export function intoBox(element: HTMLElement, point: Point): Point {
  const box = element.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = element;
  const outward = new DOMPoint(
    point.x - (box.left + box.width / 2),
    point.y - (box.top + box.height / 2),
  ).matrixTransform(linearPart(element).inverse());
  return { x: outward.x + offsetWidth / 2, y: outward.y + offsetHeight / 2 };
}

/** From the frame's own px to those of the viewport around it, without the shift. */
function linearPart(frame: Element): DOMMatrix {
  const zoom = (frame as HTMLElement).currentCSSZoom ?? 1;
  let matrix = new DOMMatrix([zoom, 0, 0, zoom, 0, 0]);
  for (const element of composedPath(frame)) matrix = ownLinearPart(element).multiply(matrix);
  return matrix;
}

/** Source of the order: CSS Transforms 2, «current transformation matrix»: rotate, scale, transform. */
function ownLinearPart(element: Element): DOMMatrix {
  const { transform, rotate, scale } = getComputedStyle(element);
  const matrix = new DOMMatrix();
  if (rotate && rotate !== 'none') matrix.multiplySelf(new DOMMatrix(`rotate(${rotate})`));
  if (scale && scale !== 'none') matrix.multiplySelf(new DOMMatrix(`scale(${scale.replaceAll(' ', ',')})`));
  if (transform && transform !== 'none') matrix.multiplySelf(new DOMMatrix(transform));
  return new DOMMatrix([matrix.a, matrix.b, matrix.c, matrix.d, 0, 0]);
}
