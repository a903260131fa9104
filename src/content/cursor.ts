import type { Point } from '../protocol/geometry.ts';

/** Waits for a paint no longer than this; on a busy computer it takes more than a moment. */
const PAINT_MS = 1000;
/** A page in the background paints nothing. */
const UNSEEN_MS = 150;
/** What was hidden ahead of a screenshot that did not come is shown again after this; ms. */
const AHEAD_MS = 1000;

const ARROW =
  '<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 2v17l4.6-4.2 3 6.7 2.9-1.3-3-6.6H18z" fill="#7c3aed" stroke="#fff" stroke-width="1.5" stroke-linejoin="round"/></svg>';

let host: HTMLElement | null = null;
let arrow: HTMLElement | null = null;

/** Draws the agent's cursor at a point (CSS px of the viewport) for the person who watches. */
export function showCursorAt(point: Point): void {
  // In a frame of another site the top frame draws it: the screenshot is taken when that one says it is hidden.
  if (window !== window.parent) return;
  const drawn = arrow?.isConnected ? arrow : create();
  // The tip of the arrow lies 4 px right of and 2 px below its corner.
  drawn.style.transform = `translate(${point.x - 4}px, ${point.y - 2}px)`;
  drawn.style.display = 'block';
}

/** Resolves when the page has been painted without what was drawn; null while that is shown. */
let hidden: Promise<void> | null = null;
let comingBack: ReturnType<typeof setTimeout> | undefined;

/**
 * Shows or hides what was drawn, and the blinking caret: the models were trained on screenshots without one, and
 * two of a page where nothing moves must be the same. Resolves when it has been painted: at once where it was hidden
 * a while ago.
 */
export async function setCursorVisible(visible: boolean): Promise<void> {
  clearTimeout(comingBack);
  const drawn = setArrowVisible(visible);
  const caret = setCaretVisible(visible);
  if (visible) {
    hidden = null;
    return;
  }
  // A page may have undone it meanwhile.
  if (drawn || caret) hidden = painted();
  await hidden;
}

/** Hides it for a screenshot that is about to be asked for; shows it again where that does not happen. */
export function hideCursorAhead(): void {
  void setCursorVisible(false);
  comingBack = setTimeout(() => void setCursorVisible(true), AHEAD_MS);
}

/** Whether that changed anything. */
function setArrowVisible(visible: boolean): boolean {
  const value = visible ? 'visible' : 'hidden';
  if (!host || host.style.visibility === value) return false;
  host.style.setProperty('visibility', value, 'important');
  return true;
}

let noCaret: CSSStyleSheet | null = null;

/** Whether that changed anything. */
function setCaretVisible(visible: boolean): boolean {
  if (!noCaret) {
    noCaret = new CSSStyleSheet();
    noCaret.replaceSync('* { caret-color: transparent !important }');
  }
  const { adoptedStyleSheets } = document;
  if (adoptedStyleSheets.includes(noCaret) !== visible) return false;
  const others = adoptedStyleSheets.filter((sheet) => sheet !== noCaret);
  document.adoptedStyleSheets = visible ? others : [...others, noCaret];
  return true;
}

/** Whether a mutation is our own drawing and not the page's doing. */
export function isOurs(node: Node): boolean {
  return host !== null && (node === host || (node === host.parentNode && !host.isConnected));
}

export function removeCursor(): void {
  clearTimeout(comingBack);
  hidden = null;
  host?.remove();
  host = null;
  arrow = null;
  if (noCaret) setCaretVisible(true);
}

/** In a closed shadow root, so that neither the page's styles nor its scripts reach it; no event hits it. */
function create(): HTMLElement {
  host?.remove();
  host = document.createElement('sidefara-cursor');
  host.style.cssText =
    'all: initial !important; position: fixed !important; inset: 0 !important; pointer-events: none !important; z-index: 2147483647 !important;';
  host.setAttribute('aria-hidden', 'true');
  const root = host.attachShadow({ mode: 'closed' });
  arrow = document.createElement('div');
  arrow.style.cssText = 'position: absolute; left: 0; top: 0; width: 24px; height: 24px;';
  arrow.innerHTML = ARROW;
  root.append(arrow);
  document.documentElement.append(host);
  return arrow;
}

/** Two frames: the first runs before the change is painted, the second after. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, document.visibilityState === 'visible' ? PAINT_MS : UNSEEN_MS);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
