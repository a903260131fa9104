/**
 * What a selector asks to be hovered: `ul.menu > li:hover .sub` gives `li`. `*` where that cannot be told from the
 * text alone.
 */
export function hoverSubjects(selector: string): string[] {
  return compounds(selector)
    .filter((compound) => compound.includes(':hover'))
    .map((compound) => {
      const subject = compound
        .replace(/:hover(?![\w-])/g, '')
        // What the browser draws beside an element is hovered with it; `&` is whatever the rule around it means.
        .replace(/::[\w-]+(\([^)]*\))?/g, '')
        .replaceAll('&', '*')
        .replace(/\*{2,}/g, '*');
      return isSelector(subject) ? subject : '*';
    });
}

/** The parts between commas and combinators outside of brackets. */
function compounds(selector: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of selector) {
    if ('(['.includes(character)) depth++;
    if (')]'.includes(character)) depth--;
    if (depth === 0 && /[\s>+~,]/.test(character)) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

function isSelector(text: string): boolean {
  // What a list of selectors holds that became empty matches nothing, and says nothing of it.
  if (text === '' || /\(\s*[,)]|,\s*[,)]/.test(text)) return false;
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}
