import { Html } from '../../html.ts';

/** The report's style sheet; light and dark. */
export const STYLE = new Html(`
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --quiet: light-dark(#666, #aaa); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 0 auto; padding: 24px; }
h1 { font-size: 22px; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0 0 4px; }
header { padding-bottom: 20px; }
section { border-top: 1px solid var(--line); padding: 20px 0; }
.ending { font-weight: 600; margin: 0; color: light-dark(#a32020, #ff9a9a); }
.ending[data-ending=success] { color: light-dark(#156b35, #7fdc9d); }
.ending[data-ending=critical_point] { color: light-dark(#8a5a00, #ffcf70); }
.answer { margin: 4px 0 12px; overflow-wrap: anywhere; }
.url, .missing { color: var(--quiet); font-size: 13px; margin: 0 0 12px; overflow-wrap: anywhere; }
.step { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 20px; align-items: start; }
.shot { position: relative; }
.shot img { display: block; width: 100%; border: 1px solid var(--line); box-sizing: border-box; }
.mark { position: absolute; width: 22px; height: 22px; margin: -14px 0 0 -14px; border: 3px solid #e11d8f;
  border-radius: 50%; box-shadow: 0 0 0 2px #fff; background: #e11d8f33; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 14px; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.thought { white-space: pre-wrap; }
code { font: 13px/1.5 ui-monospace, monospace; }
table { border-collapse: collapse; font-size: 13px; }
th, td { text-align: left; padding: 0 10px 0 0; font-weight: 400; }
th { color: var(--quiet); }
@media (max-width: 700px) { .step { grid-template-columns: minmax(0, 1fr); } }
`);
