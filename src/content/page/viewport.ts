import type { PageAction } from '../../protocol/content.ts';
import type { Point } from '../../protocol/geometry.ts';

/**
 * A point of what a screenshot shows in CSS px of the layout viewport, which is what the page and its events
 * count in. They differ only while the page is pinched larger: then the screenshot shows a part of the viewport.
 */
export function toLayout(shown: Point): Point {
  const { scale, offsetLeft, offsetTop } = window.visualViewport ?? NOT_PINCHED;
  return { x: shown.x / scale + offsetLeft, y: shown.y / scale + offsetTop };
}

const NOT_PINCHED = { scale: 1, offsetLeft: 0, offsetTop: 0 };

/** The same action with its points in CSS px of the layout viewport. */
export function actionInLayout(action: PageAction): PageAction {
  if (action.kind === 'drag') return { ...action, from: toLayout(action.from), to: toLayout(action.to) };
  return 'point' in action && action.point ? { ...action, point: toLayout(action.point) } : action;
}
