import type { Change, Hit } from '../../protocol/effect.ts';
import { isSecret } from '../../protocol/hidden.ts';
import { hitOf } from '../facts/facts.ts';
import { inputKindOf } from '../facts/input_kind.ts';
import { isOurDoing } from '../our_doing.ts';
import {
  closestComposed,
  composedPath,
  deepActiveElement,
  editingHost,
  isInput,
  isSelect,
  isTextField,
  tagOf,
} from '../page/dom.ts';

const MAX_VALUE = 500;

/** How long to look for a change after the action; handlers that answer at once do so well within it. */
const WINDOW_MS = 150;
/** Further changes of the same moment are gathered for this long after the first. */
const GATHER_MS = 15;

/** Watches the page from now on; `changes()` says, once, what is different. */
export function watch(element: Element | null): { changes(): Promise<Change[]> } {
  const before = measure(element);
  let mutations = 0;
  let navigating = false;
  let notice: () => void = () => {};
  const noticed = new Promise<void>((resolve) => {
    notice = resolve;
  });
  const observer = new MutationObserver((records) => {
    mutations += records.filter((record) => !isOurDoing(record)).length;
    if (mutations > 0) notice();
  });
  for (const root of rootsOf(element)) observer.observe(root, EVERYTHING);
  const leaving = () => {
    navigating = true;
    notice();
  };
  addEventListener('beforeunload', leaving);
  return {
    async changes() {
      if (compare(before, measure(before.element)).length > 0) notice();
      await Promise.race([noticed, sleep(WINDOW_MS)]);
      // A page that is being left may soon be gone, and its report with it.
      if (!navigating) await sleep(GATHER_MS);
      observer.disconnect();
      removeEventListener('beforeunload', leaving);
      return [
        ...compare(before, measure(before.element)),
        ...(mutations > 0 ? [{ what: 'dom', mutations } as const] : []),
        ...(navigating ? [{ what: 'navigation' } as const] : []),
      ];
    },
  };
}

const EVERYTHING: MutationObserverInit = {
  subtree: true,
  childList: true,
  attributes: true,
  characterData: true,
};

/** The documents and shadow roots in which an action on `element` can be seen to do something. */
function rootsOf(element: Element | null): Node[] {
  const roots = new Set<Node>([document]);
  for (const e of element ? composedPath(element) : []) roots.add(e.getRootNode());
  return [...roots];
}

interface Snapshot {
  element: Element | null;
  value: string | null;
  checked: boolean | null;
  active: Element | null;
  url: string;
  scrolls: { scroller: Element; x: number; y: number }[];
}

function measure(element: Element | null): Snapshot {
  const page = document.scrollingElement;
  const path = element ? [...composedPath(element)] : [];
  const scrollers = page && !path.includes(page) ? [...path, page] : path;
  return {
    element,
    value: element && shownValue(element),
    checked: element && isInput(element) && /^(checkbox|radio)$/.test(element.type) ? element.checked : null,
    active: deepActiveElement(),
    url: location.href,
    scrolls: scrollers.map((scroller) => ({ scroller, x: scroller.scrollLeft, y: scroller.scrollTop })),
  };
}

function compare(before: Snapshot, after: Snapshot): Change[] {
  const changes: Change[] = [];
  if (before.element && after.value !== null && after.value !== before.value) {
    // Passwords, codes and card details are never reported, not even to the log.
    const masked = isSecret(inputKindOf(before.element));
    changes.push({ what: 'value', after: masked ? '' : after.value.slice(0, MAX_VALUE), masked });
  }
  if (after.checked !== null && after.checked !== before.checked) {
    changes.push({ what: 'checked', after: after.checked });
  }
  if (after.active !== before.active) {
    const focused: Hit | null = after.active && hitOf(after.active);
    changes.push({ what: 'focus', after: focused });
  }
  if (after.url !== before.url) changes.push({ what: 'url', before: before.url, after: after.url });
  for (const { scroller, x, y } of before.scrolls) {
    const moved = { x: scroller.scrollLeft - x, y: scroller.scrollTop - y };
    if (moved.x !== 0 || moved.y !== 0) changes.push({ what: 'scroll', ...moved });
  }
  return changes;
}

function shownValue(element: Element): string | null {
  if (isTextField(element) || isInput(element)) return element.value;
  if (tagOf(element) === 'option') {
    const list = closestComposed(element, isSelect);
    return list && shownValue(list);
  }
  if (isSelect(element)) return [...element.selectedOptions].map(({ label }) => label).join(', ');
  return editingHost(element)?.textContent ?? null;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
