import { isDisabled, isHtml, isSelect, tagOf, viewOf } from '../page/dom.ts';

/** One option as a row of the drawn list. */
export interface Row {
  option: HTMLOptionElement;
  row: HTMLElement;
}

const STYLE = `
  .list { position: fixed; box-sizing: border-box; overflow-y: auto; padding: 4px 0; background: #fff; color: #111;
    border: 1px solid #777; border-radius: 4px; box-shadow: 0 4px 16px #0005; cursor: default; line-height: 1.4; }
  .option, .group { padding: 4px 12px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-height: 1.4em; }
  .group { font-weight: 600; }
  .group ~ .inside { padding-left: 24px; }
  .option[aria-selected=true] { background: #1a56c4; color: #fff; }
  .option[aria-disabled=true] { color: #999; }
`;

/** Fills `root` with the options of `select`, as rows in a box that lies beside it, inside the top viewport. */
export function draw(root: ShadowRoot, select: HTMLSelectElement): { box: HTMLElement; rows: Row[] } {
  const style = document.createElement('style');
  style.textContent = STYLE;
  const box = document.createElement('div');
  box.className = 'list';
  box.setAttribute('role', 'listbox');
  const { fontSize, fontFamily, direction } = getComputedStyle(select);
  Object.assign(box.style, { fontSize, fontFamily, direction });
  const rows = [...select.children].flatMap((child) => drawChild(child, box));
  root.replaceChildren(style, box);
  place(box, topRect(select));
  mark(rows, select);
  return { box, rows };
}

/** Shows which option is chosen, and scrolls to it. */
export function mark(rows: readonly Row[], select: HTMLSelectElement): void {
  for (const { option, row } of rows) {
    const chosen = option.index === select.selectedIndex;
    row.setAttribute('aria-selected', String(chosen));
    if (chosen) row.parentElement?.scrollTo({ top: row.offsetTop - row.parentElement.clientHeight / 2 });
  }
}

function drawChild(child: Element, box: HTMLElement): Row[] {
  if (!isHtml(child) || child.hidden || getComputedStyle(child).display === 'none') return [];
  if (tagOf(child) === 'option') return [drawOption(child as HTMLOptionElement, box)];
  if (tagOf(child) !== 'optgroup') return [];
  addRow(box, 'group', (child as HTMLOptGroupElement).label);
  return [...child.children].flatMap((option) => drawChild(option, box));
}

function drawOption(option: HTMLOptionElement, box: HTMLElement): Row {
  const inside = option.parentElement && isSelect(option.parentElement) ? '' : ' inside';
  const row = addRow(box, `option${inside}`, option.label);
  row.setAttribute('role', 'option');
  if (isDisabled(option)) row.setAttribute('aria-disabled', 'true');
  return { option, row };
}

function addRow(box: HTMLElement, name: string, text: string): HTMLElement {
  const row = document.createElement('div');
  row.className = name;
  row.textContent = text;
  box.append(row);
  return row;
}

/** Below the select, or above it where there is more room. */
function place(box: HTMLElement, at: DOMRect): void {
  const below = innerHeight - at.bottom;
  const above = at.top;
  const up = below < Math.min(box.offsetHeight, 200) && above > below;
  const height = Math.max(40, (up ? above : below) - 4);
  const width = Math.min(Math.max(at.width, box.offsetWidth), innerWidth);
  Object.assign(box.style, {
    maxHeight: `${height}px`,
    width: `${width}px`,
    left: `${Math.max(0, Math.min(at.left, innerWidth - width))}px`,
    ...(up ? { bottom: `${innerHeight - at.top}px` } : { top: `${at.bottom}px` }),
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
