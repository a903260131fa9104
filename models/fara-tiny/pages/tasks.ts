import type { Page, PageElement } from './page.ts';
import { Rng } from './rng.ts';
import { COLOURS, CONTROLS, CRITICAL, NOUNS } from './words.ts';

/** What the model should answer; `target` is an index into the page's elements. */
export type Answer =
  | { action: 'left_click'; target: number }
  | { action: 'type'; target: number; text: string; enter: boolean }
  | { action: 'scroll' }
  | { action: 'terminate'; status: 'success' | 'failure' };

export type Family =
  | 'click'
  | 'colour'
  | 'type'
  | 'search'
  | 'cart'
  | 'order'
  | 'find'
  | 'absent'
  | 'done'
  | 'then'
  | 'critical'
  | 'approved'
  | 'denied';

/** One question about one page, with the thought and action that answer it. */
export interface Query {
  family: Family;
  task: string;
  /** Lines of what happened before: past thoughts, or `The person: …`. */
  notes: string[];
  thought: string;
  answer: Answer;
  /** Elements that must be fully visible for the answer to be right. */
  needs: number[];
  /** Words that must not be visible. */
  absent: string[];
}

export const APPROVED = 'The person: Approved. Go on.';
export const DENIED = 'The person: Denied.';
export const CRITICAL_THOUGHT = 'This is a critical point.';
export const DONE_THOUGHT = 'Done.';

const clickThought = (word: string): string => `I will click ${word}.`;
const typeThought = (field: string): string => `I will type into ${field}.`;
const NAMES = [
  'maria',
  'Anna',
  'tom',
  'Peter',
  'lucy',
  'Omar',
  'jane',
  'Kim',
  'Ada',
  'bob',
  'Berlin',
  'Paris',
  'Rome',
  'oslo',
  'Main Street',
  'New York',
];

/** Text a person might ask to have typed; mostly letters in no order, so that copying is learned and not a list. */
export function randomText(rng: Rng): string {
  const letters = (n: number) =>
    Array.from({ length: n }, () => String.fromCharCode(97 + rng.int(0, 25))).join('');
  switch (rng.int(0, 6)) {
    case 0:
      return rng.pick(NAMES);
    case 1:
      return `${letters(rng.int(2, 6))}@${letters(rng.int(2, 5))}.com`;
    case 2:
      return Array.from({ length: rng.int(3, 8) }, () => rng.int(0, 9)).join('');
    case 3:
      return `${letters(rng.int(3, 6))} ${letters(rng.int(3, 6))}`;
    case 4: {
      const word = letters(rng.int(3, 8));
      return word.charAt(0).toUpperCase() + word.slice(1);
    }
    default:
      return letters(rng.int(3, 9));
  }
}

type Seen = { index: number; element: PageElement };

/** All questions this page can carry. `visible`: indices of the elements that are in the DOM and inside the page. */
export function queriesFor(page: Page, visible: readonly number[]): Query[] {
  const rng = new Rng(page.seed * 7 + 3);
  const seen: Seen[] = visible.flatMap((index) => {
    const element = page.elements[index];
    return element ? [{ index, element }] : [];
  });
  const counts = new Map<string, number>();
  for (const { element } of seen)
    if (element.word) counts.set(element.word, (counts.get(element.word) ?? 0) + 1);
  const unique = seen.filter((s) => s.element.word !== null && counts.get(s.element.word) === 1);
  const has = (word: string): Seen | undefined => seen.find((s) => s.element.word === word);
  const critical = unique.filter((s) => (CRITICAL as readonly string[]).includes(s.element.word ?? ''));
  const out: Query[] = [];
  const push = (q: Omit<Query, 'absent' | 'needs'> & Partial<Pick<Query, 'absent' | 'needs'>>) => {
    const target = 'target' in q.answer ? [q.answer.target] : [];
    out.push({ absent: [], ...q, needs: [...new Set([...target, ...(q.needs ?? [])])] });
  };
  const noun = (word: string) => (rng.chance(0.6) ? word.toLowerCase() : word);
  const clickTask = (w: string) =>
    rng.pick([
      `Click the ${w} button.`,
      `Click ${w}.`,
      `Click on ${w}.`,
      `Open ${w}.`,
      `Press ${w}.`,
      `Go to ${w}.`,
    ]);

  const clickable = unique.filter((s) => s.element.kind !== 'field' && s.element.kind !== 'text');
  const plain = clickable.filter((s) => !critical.includes(s));
  for (const s of rng.sample(plain, page.kind === 'dense' ? 10 : 4)) {
    const w = s.element.word ?? '';
    push({
      family: 'click',
      task: clickTask(w),
      notes: [],
      thought: clickThought(w),
      answer: { action: 'left_click', target: s.index },
    });
  }

  const looks = new Set(seen.map((s) => s.element.plain));
  const clear = (c: string | null) =>
    c !== null &&
    !((c === 'black' || c === 'blue') && looks.has('primary')) &&
    !(c === 'white' && looks.has('neutral'));
  const coloured = seen.filter((s) => s.element.kind === 'button' && clear(s.element.colour));
  for (const s of rng.sample(coloured, page.kind === 'blocks' ? 5 : 2)) {
    const c = s.element.colour ?? 'red';
    const task = rng.pick([`Click the ${c} button.`, `Press the ${c} button.`, `Click the ${c} one.`]);
    push({
      family: 'colour',
      task,
      notes: [],
      thought: `I will click ${c}.`,
      answer: { action: 'left_click', target: s.index },
    });
  }

  const fields = unique.filter((s) => s.element.kind === 'field');
  for (const s of rng.sample(fields, 3)) {
    const f = s.element.word ?? '';
    const text = rng.chance(0.12) ? noun(rng.pick(NOUNS)) : randomText(rng);
    const task = rng.pick([
      `Type "${text}" into the ${f} field.`,
      `Type "${text}" into ${f}.`,
      `Enter "${text}" in the ${f} field.`,
      `Fill ${f} with "${text}".`,
    ]);
    push({
      family: 'type',
      task,
      notes: [],
      thought: typeThought(f),
      answer: { action: 'type', target: s.index, text, enter: false },
    });
    if (rng.chance(0.25))
      push({
        family: 'done',
        task,
        notes: [typeThought(f)],
        thought: DONE_THOUGHT,
        answer: { action: 'terminate', status: 'success' },
      });
  }

  const search = fields.find((s) => s.element.word === 'Search');
  if (search) {
    const n = noun(rng.pick(NOUNS));
    const quoted = rng.chance(0.4);
    const text = quoted ? randomText(rng) : n;
    const task = quoted
      ? rng.pick([`Search for "${text}".`, `Look for "${text}".`])
      : rng.pick([`Search for ${n}.`, `Search for a ${n}.`, `Look for ${n}.`]);
    push({
      family: 'search',
      task,
      notes: [],
      thought: typeThought('Search'),
      answer: { action: 'type', target: search.index, text, enter: true },
    });
    if (rng.chance(0.4))
      push({
        family: 'done',
        task,
        notes: [typeThought('Search')],
        thought: DONE_THOUGHT,
        answer: { action: 'terminate', status: 'success' },
      });
  }

  flows(page, rng, { has, unique, push, noun });
  wander(rng, { plain, fields, counts, unique, push });
  return out;
}

interface Parts {
  has: (word: string) => Seen | undefined;
  unique: Seen[];
  push: (q: Omit<Query, 'absent' | 'needs'> & Partial<Pick<Query, 'absent' | 'needs'>>) => void;
  noun: (word: string) => string;
}

/** Tasks of several steps over the shop's pages: the step is told by what the page shows. */
function flows(page: Page, rng: Rng, { has, unique, push, noun }: Parts): void {
  const cart = (n: string) =>
    rng.pick([
      `Add the ${noun(n)} to the cart.`,
      `Add the ${noun(n)} to my cart.`,
      `Put the ${noun(n)} in the cart.`,
    ]);
  const order = (n: string) =>
    rng.pick([`Order the ${noun(n)}.`, `Buy the ${noun(n)}.`, `Order a ${noun(n)}.`]);
  const before = (...thoughts: string[]) => (rng.chance(0.75) ? thoughts : []);
  const click = (s: Seen) => ({ action: 'left_click', target: s.index }) as const;
  const shown = unique.filter((s) => (NOUNS as readonly string[]).includes(s.element.word ?? ''));

  if (page.kind === 'list') {
    for (const s of rng.sample(shown, 2)) {
      const w = s.element.word ?? '';
      const searched = rng.chance(0.2) ? [typeThought('Search')] : [];
      push({
        family: 'cart',
        task: cart(w),
        notes: searched,
        thought: clickThought(w),
        answer: click(s),
        absent: ['Added', 'Add'],
      });
      if (rng.chance(0.4))
        push({
          family: 'order',
          task: order(w),
          notes: [],
          thought: clickThought(w),
          answer: click(s),
          absent: ['Added', 'Add'],
        });
    }
    const missing = rng.pick(NOUNS.filter((n) => !has(n)));
    push({
      family: 'absent',
      task: cart(missing),
      notes: [],
      thought: `I do not see ${missing}.`,
      answer: { action: 'scroll' },
      absent: [missing, 'Add', 'Added'],
    });
  }
  const title = shown[0];
  const titleWord = title?.element.word ?? '';
  const add = has('Add');
  if (page.kind === 'product' && title && add) {
    const q = {
      notes: before(clickThought(titleWord)),
      thought: clickThought('Add'),
      answer: click(add),
      needs: [title.index],
      absent: ['Added'],
    };
    push({ family: 'cart', task: cart(titleWord), ...q });
    if (rng.chance(0.5)) push({ family: 'order', task: order(titleWord), ...q });
  }
  const status = has('Added');
  if (page.kind === 'added' && title && status) {
    const notes = before(clickThought(titleWord), clickThought('Add'));
    push({
      family: 'cart',
      task: cart(titleWord),
      notes,
      thought: DONE_THOUGHT,
      answer: { action: 'terminate', status: 'success' },
      needs: [status.index],
    });
    const next = has('Checkout') ?? has('Cart');
    if (next)
      push({
        family: 'order',
        task: order(titleWord),
        notes,
        thought: clickThought(next.element.word ?? ''),
        answer: click(next),
        needs: [status.index],
        absent: next.element.word === 'Cart' ? ['Checkout'] : [],
      });
  }
  const binding =
    page.kind === 'checkout'
      ? unique.find((s) => (CRITICAL as readonly string[]).includes(s.element.word ?? ''))
      : undefined;
  if (binding) {
    const n = titleWord || rng.pick(NOUNS);
    const b = binding.element.word ?? '';
    const task = rng.pick([
      order(n),
      order(n),
      'Place the order.',
      'Place the order.',
      `Click ${b}.`,
      `Click the ${b} button.`,
    ]);
    const trail = before(clickThought(n), clickThought('Add'), clickThought('Checkout'));
    push({
      family: 'critical',
      task,
      notes: trail,
      thought: CRITICAL_THOUGHT,
      answer: { action: 'terminate', status: 'success' },
      needs: [binding.index],
    });
    push({
      family: 'approved',
      task,
      notes: [...trail, CRITICAL_THOUGHT, APPROVED],
      thought: clickThought(b),
      answer: click(binding),
    });
    if (rng.chance(0.6))
      push({
        family: 'denied',
        task,
        notes: [
          ...trail,
          CRITICAL_THOUGHT,
          `${DENIED}${rng.chance(0.6) ? ` ${rng.pick(['Too much.', 'No.', 'Not now.', 'The price is wrong.', 'I want an other one.'])}` : ''}`,
        ],
        thought: 'I stop here.',
        answer: { action: 'terminate', status: 'failure' },
      });
  }
  if (page.kind === 'thanks') {
    const n = rng.pick(NOUNS);
    const thanks = has('Thanks');
    if (thanks)
      push({
        family: 'order',
        task: rng.pick([order(n), 'Place the order.']),
        notes: before(CRITICAL_THOUGHT, APPROVED, clickThought(rng.pick(CRITICAL))),
        thought: DONE_THOUGHT,
        answer: { action: 'terminate', status: 'success' },
        needs: [thanks.index],
      });
  }
}

/** Things to look for, things that are not there, things already done, and one thing after another. */
function wander(
  rng: Rng,
  p: { plain: Seen[]; fields: Seen[]; counts: Map<string, number>; unique: Seen[]; push: Parts['push'] },
): void {
  const { plain, fields, counts, push } = p;
  const all = [...CONTROLS, ...NOUNS].filter(
    (w) => !(CRITICAL as readonly string[]).includes(w) && w !== 'Add',
  );
  const absent = rng.sample(
    all.filter((w) => !counts.has(w)),
    2,
  );
  const findTask = (w: string) =>
    rng.pick([`Find ${w}.`, `Scroll to ${w}.`, `Scroll down to ${w}.`, `Scroll to the ${w} button.`]);
  const scrolled = (w: string) => (rng.chance(0.4) ? [`I do not see ${w}.`] : []);
  const [first, second] = absent;
  if (first && rng.chance(0.7)) {
    push({
      family: 'absent',
      task: rng.chance(0.5) ? findTask(first) : `Click ${first}.`,
      notes: scrolled(first),
      thought: `I do not see ${first}.`,
      answer: { action: 'scroll' },
      absent: [first],
    });
  }
  const some = rng.sample(plain, 4);
  const [s, t, u] = some;
  if (s && rng.chance(0.8)) {
    const w = s.element.word ?? '';
    push({
      family: 'find',
      task: findTask(w),
      notes: scrolled(w),
      thought: `I see ${w}.`,
      answer: { action: 'terminate', status: 'success' },
      needs: [s.index],
    });
  }
  if (t && rng.chance(0.4)) {
    const w = t.element.word ?? '';
    push({
      family: 'click',
      task: `Click ${w}.`,
      notes: [`I do not see ${w}.`],
      thought: clickThought(w),
      answer: { action: 'left_click', target: t.index },
    });
  }
  if (rng.chance(0.8)) {
    const byColour = rng.chance(0.25);
    const w = byColour
      ? rng.pick(COLOURS)
      : rng.chance(0.5) && u
        ? (u.element.word ?? '')
        : (second ?? 'Home');
    const task = byColour
      ? `Click the ${w} button.`
      : rng.pick([`Click ${w}.`, `Click the ${w} button.`, `Open ${w}.`]);
    const scrolls = rng.chance(0.2) ? [`I do not see ${w}.`] : [];
    push({
      family: 'done',
      task,
      notes: [...scrolls, clickThought(w)],
      thought: DONE_THOUGHT,
      answer: { action: 'terminate', status: 'success' },
    });
  }
  if (u && rng.chance(0.8)) then(rng, u, some, fields, second, push);
}

function then(
  rng: Rng,
  u: Seen,
  some: Seen[],
  fields: Seen[],
  second: string | undefined,
  push: Parts['push'],
): void {
  const w = u.element.word ?? '';
  const other = rng.chance(0.5) ? (second ?? 'News') : (some[0]?.element.word ?? 'News');
  if (other === w) return;
  const click = { action: 'left_click', target: u.index } as const;
  const field = fields[0];
  if (field && rng.chance(0.45)) {
    const f = field.element.word ?? '';
    const text = randomText(rng);
    const task = `Type "${text}" into the ${f} field, then click ${w}.`;
    push({
      family: 'then',
      task,
      notes: [],
      thought: typeThought(f),
      answer: { action: 'type', target: field.index, text, enter: false },
    });
    push({ family: 'then', task, notes: [typeThought(f)], thought: clickThought(w), answer: click });
    push({
      family: 'done',
      task,
      notes: [typeThought(f), clickThought(w)],
      thought: DONE_THOUGHT,
      answer: { action: 'terminate', status: 'success' },
    });
    return;
  }
  if (rng.chance(0.5))
    push({
      family: 'then',
      task: `Click ${w}, then click ${other}.`,
      notes: [],
      thought: clickThought(w),
      answer: click,
    });
  else
    push({
      family: 'then',
      task: `Click ${other}, then click ${w}.`,
      notes: [clickThought(other)],
      thought: clickThought(w),
      answer: click,
    });
  if (rng.chance(0.5))
    push({
      family: 'done',
      task: `Click ${other}, then click ${w}.`,
      notes: [clickThought(other), clickThought(w)],
      thought: DONE_THOUGHT,
      answer: { action: 'terminate', status: 'success' },
    });
}
