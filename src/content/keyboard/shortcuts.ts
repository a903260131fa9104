import {
  deepActiveElement,
  editingHost,
  isDisabled,
  isDropDown,
  isSelect,
  isTextField,
} from '../page/dom.ts';
import { moveCaret, toDocumentEdge } from './caret.ts';
import { copySelection, paste } from './clipboard.ts';
import { edit, selectAll } from './edit.ts';
import { chooseAll, toggleActive } from './many_choices.ts';
import { scrollByKey } from './scroll_keys.ts';

/** Commands of an editable region, by the key that goes with Control (Command on a Mac). */
const FORMATS = { b: 'formatBold', i: 'formatItalic', u: 'formatUnderline' } as const;

/** Where one choice alone can be made, these keys do nothing. */
function manyOnly(select: HTMLSelectElement, deed: (select: HTMLSelectElement) => void): void {
  if (select.multiple && !isDropDown(select) && !isDisabled(select)) deed(select);
}

/** What the browser does for a key that is pressed with Control or Command, unless the page prevented it. */
export function shortcutDefault(target: Element, key: string, extend: boolean): void {
  const name = key.toLowerCase();
  switch (name) {
    case 'a':
      if (isSelect(target)) manyOnly(target, chooseAll);
      else selectAll(target);
      return;
    case ' ':
      if (isSelect(target)) manyOnly(target, toggleActive);
      return;
    case 'c':
    case 'insert':
      copySelection(target, 'copy');
      return;
    case 'x':
      copySelection(target, 'cut');
      return;
    case 'v':
      paste(deepActiveElement() ?? target);
      return;
  }
  if (!isTextField(target) && !editingHost(target)) {
    if (name === 'home' || name === 'end') scrollByKey(target, key);
    return;
  }
  switch (name) {
    case 'z':
      edit(target, extend ? 'historyRedo' : 'historyUndo');
      return;
    case 'y':
      edit(target, 'historyRedo');
      return;
    case 'b':
    case 'i':
    case 'u':
      if (editingHost(target)) edit(target, FORMATS[name]);
      return;
    case 'backspace':
      edit(target, 'deleteWordBackward');
      return;
    case 'delete':
      edit(target, 'deleteWordForward');
      return;
    case 'arrowleft':
    case 'arrowright':
      moveCaret(target, key, extend, 'word');
      return;
    case 'home':
    case 'end':
      toDocumentEdge(target, extend, name === 'home' ? 'backward' : 'forward');
      return;
  }
}
