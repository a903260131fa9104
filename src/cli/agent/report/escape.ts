const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup as it is, made by `html` alone: a string of the page or the model never becomes one by accident. */
export class Markup {
  constructor(readonly text: string) {}
}

type Hole = string | number | Markup | readonly Markup[];

/** A template of markup; every string and number in it is escaped, for element content and quoted attributes. */
export function html(parts: TemplateStringsArray, ...holes: Hole[]): Markup {
  const filled = holes.map((hole, index) => `${asText(hole)}${parts[index + 1]}`);
  return new Markup(`${parts[0]}${filled.join('')}`);
}

function asText(hole: Hole): string {
  if (hole instanceof Markup) return hole.text;
  if (typeof hole === 'object') return hole.map(({ text }) => text).join('\n');
  return String(hole).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
