import { framePath } from '../../platform/frame_path.ts';
import type { InnerFrame } from '../../protocol/content.ts';
import type { Point } from '../../protocol/geometry.ts';
import { aimAt } from './aim.ts';
import { deepActiveElement, isFrame } from './dom.ts';
import { isViewer } from './viewer.ts';

/** As the method of the same name says; `point` in CSS px of the layout viewport. */
export function innerFrame(point: Point | null): InnerFrame | null {
  // The viewer's frames are the browser's own.
  if (isViewer()) return null;
  if (!point) {
    // Frames of this origin are looked into: one that is focused as a whole is another site's.
    const active = deepActiveElement();
    return active && isFrame(active) ? describe(active, null) : null;
  }
  const result = aimAt(point);
  if (result.ok || result.reason !== 'cross_origin_frame') return null;
  return describe(result.frame, result.client);
}

function describe(frame: Element, point: Point | null): InnerFrame | null {
  const view = (frame as HTMLIFrameElement).contentWindow;
  return view && { path: framePath(view), point, src: (frame as HTMLIFrameElement).src };
}
