// Small questions about elements. No `instanceof`: an element of a frame has that frame's own classes.

/** `written`, a URL as an attribute holds it, made absolute; as it is where it is not a URL. */
export function absoluteUrl(written: string, element: Element): string {
  return URL.parse(written, element.baseURI)?.href ?? written;
}

export type Field = HTMLInputElement | HTMLTextAreaElement;

/** Lower-case tag name. */
export function tagOf(element: Element): string {
  return element.localName;
}

export function isInput(element: Element): element is HTMLInputElement {
  return tagOf(element) === 'input';
}

export function isTextArea(element: Element): element is HTMLTextAreaElement {
  return tagOf(element) === 'textarea';
}

export function isSelect(element: Element): element is HTMLSelectElement {
  return tagOf(element) === 'select';
}

/**
 * Whether Chromium shows it as one line with a drop-down. Newer versions do so for a list of many choices of exactly
 * one line, too: its options then have no boxes of their own.
 */
export function isDropDown(select: HTMLSelectElement): boolean {
  if (!select.multiple) return select.size <= 1;
  return select.size === 1 && ![...select.options].some((option) => option.getClientRects().length > 0);
}

export function isButton(element: Element): element is HTMLButtonElement {
  return tagOf(element) === 'button';
}

export function isForm(element: Element): element is HTMLFormElement {
  return tagOf(element) === 'form';
}

export function isHtml(element: Element): element is HTMLElement {
  return element.namespaceURI === 'http://www.w3.org/1999/xhtml';
}

/** Inputs that hold a line of text. */
const TEXT_TYPES = new Set(['text', 'search', 'url', 'tel', 'email', 'password', 'number']);

/** An input or textarea into which text is typed, enabled and writable or not. */
export function isTextField(element: Element): element is Field {
  return isTextArea(element) || (isInput(element) && TEXT_TYPES.has(element.type));
}

export function isContentEditable(element: Element): element is HTMLElement {
  return isHtml(element) && (element.isContentEditable || element.ownerDocument.designMode === 'on');
}

/** The outermost element of the editable region that holds `element`; null where there is none. */
export function editingHost(element: Element): HTMLElement | null {
  let host: HTMLElement | null = null;
  for (let e: Element | null = element; e && isContentEditable(e); e = e.parentElement) host = e;
  return host;
}

export function isDisabled(element: Element): boolean {
  return element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true';
}

/** The window of the element's document. */
export function viewOf(element: Element): Window & typeof globalThis {
  const view = element.ownerDocument.defaultView;
  if (!view)
    throw new Error(`<${tagOf(element)}> belongs to a document without a window; look at the page again`);
  return view;
}

/** The element's shadow root, a closed one too, which the browser shows to content scripts only; null: none. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  if (element.shadowRoot) return element.shadowRoot;
  const dom = (globalThis as { chrome?: { dom?: typeof chrome.dom } }).chrome?.dom;
  return (isHtml(element) && dom?.openOrClosedShadowRoot(element)) || null;
}

/** Parent in the composed tree: slots and shadow hosts included, frames not left. */
export function composedParent(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return 'host' in root ? (root as ShadowRoot).host : null;
}

/** The element and its composed ancestors, inside out. */
export function* composedPath(element: Element): Generator<Element> {
  for (let e: Element | null = element; e; e = composedParent(e)) yield e;
}

export function closestComposed(element: Element, matches: (element: Element) => boolean): Element | null {
  for (const e of composedPath(element)) if (matches(e)) return e;
  return null;
}

/**
 * The focused element through shadow roots and same-origin frames; null where only the page has the focus, unless all
 * of it is one editable region.
 */
export function deepActiveElement(document: Document = window.document): Element | null {
  let active = document.activeElement;
  for (;;) {
    const inner = (active && shadowRootOf(active)?.activeElement) ?? frameDocument(active)?.activeElement;
    if (!inner) break;
    active = inner;
  }
  if (!active || isContentEditable(active)) return active;
  return tagOf(active) !== 'body' && tagOf(active) !== 'html' ? active : null;
}

/** The document that has the focus, through same-origin frames. */
export function activeDocument(): Document {
  let active: Document = window.document;
  for (;;) {
    const inner = frameDocument(active.activeElement);
    if (!inner) return active;
    active = inner;
  }
}

/** The document inside a same-origin frame; null for other elements and other origins. */
export function frameDocument(element: Element | null): Document | null {
  if (!element || !isFrame(element)) return null;
  try {
    return (element as HTMLIFrameElement).contentDocument;
  } catch {
    return null;
  }
}

export function isFrame(element: Element): boolean {
  return tagOf(element) === 'iframe' || tagOf(element) === 'frame';
}
