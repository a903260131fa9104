/** What a paste may bring along: words, how they look, and their order. */
const KEPT = new Set(
  'a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre s span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
);
/** Elements whose text is none of the page's words. */
const DROPPED = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'head', 'title']);

/**
 * Markup as it may be inserted in another page: no scripts, no styles, no attributes but addresses of the web. Browsers
 * clean what is pasted, too; their command for inserting markup does not.
 */
export function cleanMarkup(html: string): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const box = parsed.createElement('div');
  for (const child of parsed.body.childNodes) box.append(...clean(child, parsed));
  return box.innerHTML;
}

function clean(node: Node, owner: Document): Node[] {
  if (node.nodeType === Node.TEXT_NODE) return [owner.createTextNode(node.textContent ?? '')];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const { localName } = node as Element;
  if (DROPPED.has(localName)) return [];
  const inside = [...node.childNodes].flatMap((child) => clean(child, owner));
  if (!KEPT.has(localName)) return inside;
  const kept = owner.createElement(localName);
  const href = URL.parse((node as Element).getAttribute('href') ?? '');
  if (localName === 'a' && href && /^https?:$/.test(href.protocol)) kept.setAttribute('href', href.href);
  kept.append(...inside);
  return [kept];
}
