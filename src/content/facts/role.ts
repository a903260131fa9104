import { isHandCursor } from '../page/aim.ts';
import { editingHost, isDropDown, isInput, isSelect, tagOf } from '../page/dom.ts';

const BY_TAG: Record<string, string> = {
  button: 'button',
  summary: 'button',
  textarea: 'textbox',
  option: 'option',
  img: 'img',
  svg: 'img',
  p: 'paragraph',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  h4: 'heading',
  h5: 'heading',
  h6: 'heading',
  li: 'listitem',
  ul: 'list',
  ol: 'list',
  nav: 'navigation',
  main: 'main',
  form: 'form',
  dialog: 'dialog',
  table: 'table',
  td: 'cell',
  th: 'columnheader',
  tr: 'row',
};

const BY_TYPE: Record<string, string> = {
  button: 'button',
  submit: 'button',
  reset: 'button',
  image: 'button',
  file: 'button',
  color: 'button',
  checkbox: 'checkbox',
  radio: 'radio',
  range: 'slider',
  number: 'spinbutton',
  search: 'searchbox',
};

/**
 * ARIA role, explicit or implied (HTML-AAM, the common part). What has neither but shows a hand cursor is called a
 * button: pages build those of plain boxes.
 */
export function roleOf(element: Element): string {
  const explicit = element.getAttribute('role')?.trim().split(/\s+/)[0];
  if (explicit && explicit !== 'presentation' && explicit !== 'none') return explicit;
  const tag = tagOf(element);
  if ((tag === 'a' || tag === 'area') && element.hasAttribute('href')) return 'link';
  if (isInput(element)) return BY_TYPE[element.type] ?? 'textbox';
  if (isSelect(element)) return isDropDown(element) ? 'combobox' : 'listbox';
  if (editingHost(element)) return 'textbox';
  const role = BY_TAG[tag];
  if (role && role !== 'img' && role !== 'listitem' && role !== 'cell') return role;
  return isHandCursor(element) || element.hasAttribute('onclick') ? 'button' : (role ?? 'generic');
}
