import { isDropDown, isSelect, viewOf } from '../page/dom.ts';

/** Of everything in a pop-up. Sizes in em follow the field's font. */
export const STYLE = `
  .box { position: fixed; box-sizing: border-box; overflow-y: auto; padding: 4px 0; background: #fff; color: #111;
    border: 1px solid #777; border-radius: 4px; box-shadow: 0 4px 16px #0005; cursor: default; line-height: 1.4; }
  .option, .group { padding: 4px 12px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-height: 1.4em; }
  .option.active { outline: 2px solid #111; outline-offset: -2px; }
  .group { font-weight: 600; }
  .group ~ .inside { padding-left: 24px; }
  .head, .foot { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 4px 8px; }
  .title { font-weight: 600; }
  .grid { display: grid; gap: 2px; padding: 4px 8px; text-align: center; }
  .cell { padding: 6px 4px; border-radius: 4px; min-width: 2em; }
  .button { padding: 4px 10px; border: 1px solid #999; border-radius: 4px; }
  .weekday { color: #555; font-size: 85%; }
  .swatch { width: 28px; height: 28px; border: 1px solid #777; border-radius: 4px; box-sizing: border-box; }
  .swatch[aria-selected=true] { outline: 3px solid #1a56c4; outline-offset: 1px; }
  :is(.option, .cell)[aria-selected=true] { background: #1a56c4; color: #fff; }
  [aria-disabled=true] { color: #999; }
`;

/** Below the field, or above it where there is more room; a list of many choices in its very place. */
export function place(box: HTMLElement, owner: Element): void {
  const at = topRect(owner);
  const covers = isSelect(owner) && !isDropDown(owner);
  const [top, bottom] = covers ? [at.bottom, at.top] : [at.top, at.bottom];
  const below = innerHeight - bottom;
  const above = top;
  const up = below < Math.min(box.offsetHeight, 200) && above > below;
  const height = Math.max(40, (up ? above : below) - 4);
  const width = Math.min(Math.max(at.width, box.offsetWidth), innerWidth);
  Object.assign(box.style, {
    maxHeight: `${height}px`,
    width: `${width}px`,
    left: `${Math.max(0, Math.min(at.left, innerWidth - width))}px`,
    ...(covers ? { minHeight: `${Math.min(height, at.height)}px` } : {}),
    ...(up ? { bottom: `${innerHeight - top}px` } : { top: `${bottom}px` }),
  });
}

/** The element's box in CSS px of the top viewport: out of same-origin frames, past border, padding and scale. */
function topRect(element: Element): DOMRect {
  let rect = element.getBoundingClientRect();
  for (let frame = viewOf(element).frameElement; frame; frame = viewOf(frame).frameElement) {
    const outer = frame.getBoundingClientRect();
    const { offsetWidth, offsetHeight, clientLeft, clientTop } = frame as HTMLElement;
    const { paddingLeft, paddingTop } = getComputedStyle(frame);
    const scaleX = outer.width / offsetWidth;
    const scaleY = outer.height / offsetHeight;
    rect = new DOMRect(
      outer.left + (rect.left + clientLeft + Number.parseFloat(paddingLeft)) * scaleX,
      outer.top + (rect.top + clientTop + Number.parseFloat(paddingTop)) * scaleY,
      rect.width * scaleX,
      rect.height * scaleY,
    );
  }
  return rect;
}
