/** Markup that is already safe to put into a page. */
export class Html {
  constructor(readonly markup: string) {}
}

type Piece = Html | Html[] | string | number | false | undefined;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.markup;
  if (Array.isArray(piece)) return piece.map(render).join('');
  return String(piece).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Template tag: everything put in is escaped, unless it is Html itself. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(strings.map((text, i) => text + (i < pieces.length ? render(pieces[i]) : '')).join(''));
}

/** A whole page; `header` goes above the content, `script` is a path on this server. */
export function page(title: string, content: Html, options: { header?: Html; script?: string } = {}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
${options.script !== undefined && html`<script type="module" src="${options.script}"></script>`}
</head>
<body>
${options.header}
<main>
${content}
</main>
</body>
</html>`.markup;
}

/** A labelled text field whose caption stands inside it until something is typed. */
export function field(
  caption: string,
  options: { name: string; type?: string; autocomplete?: string; value?: string },
): Html {
  return html`<label class="field"><span>${caption}</span>
<input name="${options.name}" type="${options.type ?? 'text'}" placeholder="${caption}" value="${options.value ?? ''}" autocomplete="${options.autocomplete ?? 'off'}"></label>`;
}
