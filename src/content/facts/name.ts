import { frameDocument, isButton, isInput, isSelect, isTextArea, shadowRootOf, tagOf } from '../page/dom.ts';
import { roleOf } from './role.ts';

const MAX_NAME = 200;

/** Roles whose name may come from what they contain (WAI-ARIA 1.2, 5.2.8.4). */
const FROM_CONTENT = new Set(
  'button link menuitem menuitemcheckbox menuitemradio option tab checkbox radio switch heading cell columnheader row treeitem tooltip listitem paragraph generic'.split(
    ' ',
  ),
);

/**
 * Accessible name, whitespace collapsed, at most 200 characters: aria-labelledby, aria-label, the native label,
 * alt or value, contents, title, placeholder, in this order. A compact form of accname-1.2, without CSS content.
 */
export function nameOf(element: Element): string {
  const name = clean(labelledBy(element)) || ownName(element) || fallback(element);
  return name.length > MAX_NAME ? name.slice(0, MAX_NAME) : name;
}

function ownName(element: Element): string {
  return (
    clean(element.getAttribute('aria-label')) ||
    clean(nativeName(element)) ||
    (FROM_CONTENT.has(roleOf(element)) && !isInput(element) ? clean(contentText(element)) : '')
  );
}

function fallback(element: Element): string {
  return (
    clean(element.getAttribute('title')) ||
    clean(element.getAttribute('placeholder') ?? element.getAttribute('aria-placeholder')) ||
    clean(element.querySelector?.(':scope > title')?.textContent)
  );
}

function labelledBy(element: Element): string {
  const root = element.getRootNode() as Document | ShadowRoot;
  const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
  return ids
    .map((id) => root.getElementById(id))
    .map((other) => (other ? ownName(other) || contentText(other) : ''))
    .join(' ');
}

function nativeName(element: Element): string {
  if (isInput(element)) {
    switch (element.type) {
      case 'submit':
        return element.value || 'Submit';
      case 'reset':
        return element.value || 'Reset';
      case 'button':
        return element.value;
      case 'image':
        return element.alt || element.value || 'Submit';
    }
  }
  if (isInput(element) || isSelect(element) || isTextArea(element) || isButton(element)) {
    return [...(element.labels ?? [])].map((label) => contentText(label, element)).join(' ');
  }
  switch (tagOf(element)) {
    case 'img':
    case 'area':
      return element.getAttribute('alt') ?? '';
    case 'fieldset':
      return element.querySelector(':scope > legend')?.textContent ?? '';
    case 'iframe':
      return frameDocument(element)?.title ?? '';
    default:
      return '';
  }
}

/** Text a person would read inside: images by their alt, hidden parts left out. `except`: a field in its label. */
export function contentText(node: Element | ShadowRoot, except?: Element): string {
  return [...node.childNodes].map((child) => nodeText(child, except)).join('');
}

function nodeText(node: Node, except?: Element): string {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? '';
  if (node.nodeType !== Node.ELEMENT_NODE || node === except) return '';
  const element = node as Element;
  if (isHidden(element)) return '';
  const label =
    element.getAttribute('aria-label') || (tagOf(element) === 'img' ? element.getAttribute('alt') : '');
  if (label) return ` ${label} `;
  if (tagOf(element) === 'slot') {
    const assigned = (element as HTMLSlotElement).assignedNodes({ flatten: true });
    return assigned.map((child) => nodeText(child, except)).join('');
  }
  if (tagOf(element) === 'svg') return element.querySelector('title')?.textContent ?? '';
  if (isSelect(element) || isTextArea(element) || isInput(element)) return ' ';
  const inside = contentText(shadowRootOf(element) ?? element, except);
  return getComputedStyle(element).display === 'inline' ? inside : ` ${inside} `;
}

function isHidden(element: Element): boolean {
  if (element.getAttribute('aria-hidden') === 'true') return true;
  if (['script', 'style', 'noscript', 'template'].includes(tagOf(element))) return true;
  const style = getComputedStyle(element);
  return style.display === 'none' || style.visibility === 'hidden';
}

function clean(text: string | null | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}
