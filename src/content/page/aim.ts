import type { Point } from '../../protocol/geometry.ts';
import {
  closestComposed,
  composedPath,
  frameDocument,
  isFrame,
  isHtml,
  isInput,
  isSelect,
  shadowRootOf,
  tagOf,
} from './dom.ts';
import { intoFrame } from './into_frame.ts';

/** The element that a point hits, and the point in the CSS px of the element's own frame. */
export interface Aim {
  element: Element;
  client: Point;
  /** The same point in the CSS px of the top viewport. */
  top: Point;
}

export type AimResult =
  | { ok: true; aim: Aim }
  | { ok: false; reason: 'nothing_there'; detail: string }
  /** `client`: the point in the frame's own CSS px. */
  | { ok: false; reason: 'cross_origin_frame'; detail: string; frame: Element; client: Point };

/**
 * The deepest element under `point` (CSS px of the top viewport), as a mouse would hit it: `pointer-events` and
 * overlays are honoured by the browser's own hit test; shadow roots and same-origin frames are entered.
 */
export function aimAt(point: Point): AimResult {
  let client = point;
  let root: DocumentOrShadowRoot = document;
  let hit: Element | null = null;
  for (;;) {
    const next: Element | null = root.elementFromPoint(client.x, client.y);
    if (!next || next === hit) break;
    hit = next;
    const inner = frameDocument(hit);
    if (inner) {
      client = intoFrame(hit, client);
      root = inner;
    } else if (isFrame(hit)) {
      const detail = `The point (${round(point.x)}, ${round(point.y)}) lies in a frame of another site.`;
      return { ok: false, reason: 'cross_origin_frame', detail, frame: hit, client: intoFrame(hit, client) };
    } else {
      const shadow = shadowRootOf(hit);
      if (!shadow) break;
      root = shadow;
    }
  }
  if (hit && !frameDocument(hit))
    return { ok: true, aim: { element: slotShowing(hit, client) ?? hit, client, top: point } };
  const detail = `Nothing is at (${round(point.x)}, ${round(point.y)}); the viewport is ${innerWidth} × ${innerHeight} CSS px.`;
  return { ok: false, reason: 'nothing_there', detail };
}

/**
 * Where a web component's own text is shown: the browser's hit test names the component, but a mouse's events on the text
 * begin at the slot it is in, inside a button perhaps. null: none of its text is at `client`.
 */
function slotShowing(component: Element, client: Point): Element | null {
  for (const slot of shadowRootOf(component)?.querySelectorAll('slot') ?? []) {
    const texts = slot.assignedNodes().filter((node) => node.nodeType === Node.TEXT_NODE);
    if (texts.some((text) => isTextAt(text, client))) return slot;
  }
  return null;
}

function isTextAt(text: Node, { x, y }: Point): boolean {
  const range = text.ownerDocument?.createRange();
  range?.selectNodeContents(text);
  return [...(range?.getClientRects() ?? [])].some(
    ({ left, right, top, bottom }) => left <= x && x < right && top <= y && y < bottom,
  );
}

const CONTROL_ROLES = new Set(
  'button link menuitem menuitemcheckbox menuitemradio option tab checkbox radio switch textbox searchbox combobox slider spinbutton treeitem'.split(
    ' ',
  ),
);

/**
 * The control that a click on `element` would use: itself, the nearest composed ancestor that is one, or what its
 * label stands for. Without any, the element itself, or the nearest one that carries text where the mouse shows
 * a hand.
 */
export function controlOf(element: Element): Element {
  const control = closestComposed(textSlotOf(element) ?? element, isControl);
  if (control) return labelled(control) ?? control;
  if (!isHandCursor(element)) return element;
  for (const e of composedPath(element)) {
    if (!isHandCursor(e)) break;
    if (e.textContent?.trim() || e.getAttribute('aria-label') || e.getAttribute('title')) return e;
  }
  return element;
}

/** The control under `point`; null: none, or one of another site's frame. */
export function controlAt(point: Point): Element | null {
  const result = aimAt(point);
  return result.ok ? controlOf(result.aim.element) : null;
}

/** A web component's own text is what a hit test calls the component; it is shown in this slot, in a button perhaps. */
function textSlotOf(element: Element): Element | null {
  return shadowRootOf(element)?.querySelector('slot:not([name])') ?? null;
}

function isControl(element: Element): boolean {
  const tag = tagOf(element);
  if (tag === 'a' || tag === 'area') return element.hasAttribute('href');
  if (isInput(element) || isSelect(element)) return true;
  if (['button', 'textarea', 'summary', 'label', 'option'].includes(tag)) return true;
  if (CONTROL_ROLES.has(element.getAttribute('role') ?? '')) return true;
  if (element.hasAttribute('onclick')) return true;
  return isHtml(element) && element.isContentEditable && !element.parentElement?.isContentEditable;
}

function labelled(element: Element): Element | null {
  return tagOf(element) === 'label' ? (element as HTMLLabelElement).control : null;
}

/** The page shows it as something to press. */
export function isHandCursor(element: Element): boolean {
  return getComputedStyle(element).cursor === 'pointer';
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
