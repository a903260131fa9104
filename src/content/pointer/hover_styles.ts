import { isContentEditable } from '../page/dom.ts';
import { hoverSubjects } from './hover_subjects.ts';

/** Marks what the hands' mouse is over; the copies of the page's rules ask for it in the place of `:hover`. */
export const HOVER_MARK = 'data-sidefara-hover';

/** Rules looked at in one document or shadow root; far more than a page needs for its menus. */
const MAX_RULES = 20_000;
/** Characters of copied rules in one document or shadow root. */
const MAX_TEXT = 200_000;

interface Copy {
  sheet: CSSStyleSheet;
  /** Selectors of what must be hovered for one of the rules; null: no rule can be told from another. */
  subjects: string | null;
  /** What it was made of: it is made anew when this is different. */
  source: string;
}
const copies = new WeakMap<Node, Copy>();
let marked: Element[] = [];

/**
 * Shows the page's `:hover` styles on `path`, the hovered element and its composed ancestors; an empty path ends
 * that. The browser gives that state to the real mouse alone: rules of style sheets that a script may read are
 * copied with an attribute in its place.
 */
export function hoverStyles(path: readonly Element[]): void {
  for (const element of marked) if (!path.includes(element)) element.removeAttribute(HOVER_MARK);
  const subjects = new Map<Node, string | null>();
  for (const root of new Set(path.filter((e) => e.isConnected).map((e) => e.getRootNode())))
    subjects.set(root, copyRules(root as Document | ShadowRoot));
  marked = path.filter((element) => {
    // Never in an editor: its content would be saved with the mark.
    const selector = isContentEditable(element) ? null : subjects.get(element.getRootNode());
    return selector && element.matches(selector);
  });
  for (const element of marked) if (!element.hasAttribute(HOVER_MARK)) element.setAttribute(HOVER_MARK, '');
}

/** Puts the root's copied rules in force; returns what to mark, null where there is nothing. */
function copyRules(root: Document | ShadowRoot): string | null {
  const known = copies.get(root);
  const sheets = [...root.styleSheets, ...root.adoptedStyleSheets.filter((sheet) => sheet !== known?.sheet)];
  const source = sheets.map((sheet) => rulesOf(sheet).length).join();
  if (known?.source === source) return known.subjects;
  const { text, subjects } = copyOf(sheets);
  const sheet = known?.sheet ?? new (viewOfRoot(root).CSSStyleSheet)();
  sheet.replaceSync(text);
  if (text && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  const selector = subjects.size > 0 ? [...subjects].join() : null;
  copies.set(root, { sheet, source, subjects: selector });
  return selector;
}

function copyOf(sheets: readonly CSSStyleSheet[]): { text: string; subjects: Set<string> } {
  const subjects = new Set<string>();
  let left = MAX_RULES;
  let text = '';
  const copy = (rules: ArrayLike<CSSRule>): string => {
    const copied: string[] = [];
    for (const rule of Array.from(rules)) {
      if (left-- <= 0) break;
      copied.push(copyRule(rule, copy, subjects));
    }
    return copied.join('');
  };
  for (const sheet of sheets) {
    if (sheet.disabled) continue;
    const inside = copy(rulesOf(sheet));
    const media = sheet.media.mediaText;
    if (text.length + inside.length > MAX_TEXT) break;
    text += inside && media ? `@media ${media}{${inside}}` : inside;
  }
  return { text, subjects };
}

/** The rule with a mark for `:hover`, what holds such rules with these alone; '' for all others. */
function copyRule(rule: CSSRule, copy: (rules: ArrayLike<CSSRule>) => string, subjects: Set<string>): string {
  if ('styleSheet' in rule) {
    const imported = (rule as CSSImportRule).styleSheet;
    return imported ? copy(rulesOf(imported)) : '';
  }
  if ('selectorText' in rule) {
    const { selectorText, style, cssRules } = rule as CSSStyleRule;
    if (!selectorText.includes(':hover')) {
      const nested = cssRules.length > 0 ? copy(cssRules) : '';
      return nested && `${selectorText}{${nested}}`;
    }
    const nested = Array.from(cssRules, ({ cssText }) => cssText).join('');
    for (const subject of hoverSubjects(selectorText)) subjects.add(subject);
    return `${forMark(selectorText)}{${style.cssText}${forMark(nested)}}`;
  }
  if (!('cssRules' in rule)) return '';
  const inside = copy((rule as CSSGroupingRule).cssRules);
  const { cssText } = rule;
  // Media, container, supports, layer and scope rules: their own words are what stands before the brace.
  return inside && `${cssText.slice(0, cssText.indexOf('{'))}{${inside}}`;
}

/** The same selector, of the same specificity. */
function forMark(selector: string): string {
  return selector.replace(/:hover(?![\w-])/g, `[${HOVER_MARK}]`);
}

/** A sheet can be adopted only where it was made. */
function viewOfRoot(root: Document | ShadowRoot): Window & typeof globalThis {
  return (root.ownerDocument ?? (root as Document)).defaultView ?? window;
}

/** None where the sheet comes from another site, or is still on its way. */
function rulesOf(sheet: CSSStyleSheet): ArrayLike<CSSRule> {
  try {
    return sheet.cssRules;
  } catch {
    return [];
  }
}
