import { type Field, viewOf } from '../page/dom.ts';

/** Values as they were before the first edit that no `change` has told of yet. */
const untold = new WeakMap<Field, string>();

/** Called before each edit of the hands. */
export function noteEdit(field: Field): void {
  if (untold.has(field)) return;
  untold.set(field, field.value);
  scopeOf(field).addEventListener('change', forget, true);
}

/**
 * What Enter does first: `change`, if the text is another one than when that was last said. The browser would say it
 * once more when the focus leaves, since it does not count a script's event: that one is kept from the page.
 */
export function tellChange(field: Field): void {
  const before = untold.get(field);
  if (before === undefined || before === field.value) return;
  const told = field.value;
  const scope = scopeOf(field);
  field.dispatchEvent(new (viewOf(field).Event)('change', { bubbles: true }));
  untold.delete(field);
  const again = (event: Event) => {
    if (!event.isTrusted || event.composedPath()[0] !== field) return;
    scope.removeEventListener('change', again, true);
    if (field.value === told) event.stopImmediatePropagation();
  };
  scope.addEventListener('change', again, true);
}

function forget(event: Event): void {
  const field = event.composedPath()[0] as Field;
  if (event.isTrusted) untold.delete(field);
}

/** Where its `change`, which leaves no shadow root, is heard first. */
function scopeOf(field: Field): EventTarget {
  const root = field.getRootNode();
  return 'host' in root ? root : viewOf(field);
}
