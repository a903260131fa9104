import { Html, html } from '../../src/cli/html.ts';

export { Html, html };

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
