import type { Hand, OurHand, TrustedHand } from '../hand.ts';

/** One thing a person can do on a page, and how it shows. */
export interface Behaviour {
  /** `plain`, or a page of `test/sites/libraries`. */
  site: string;
  name: string;
  /** Body of a plain page; library pages bring their own. */
  html?: string;
  /** Runs in the page, once loaded. */
  script?: string;
  act(hand: Hand): Promise<unknown>;
  /** An expression, evaluated in the page; waited for until it gives `expected`. */
  see: string;
  /** What is expected of it, as JSON compares it. */
  expected: unknown;
  /** Why the goal is not reached, where it is known: shown beside the result. */
  reason?: string;
}

/** A behaviour of a plain page; `log` is an array there. */
export function plain(
  name: string,
  html: string,
  act: Behaviour['act'],
  see: string,
  expected: unknown,
  script = '',
): Behaviour {
  return { site: 'plain', name, html, act, see, expected, script: `window.log = [];${script}` };
}

/** Behaviours of one library's page. */
export function onSite(
  site: string,
  rows: readonly (readonly [name: string, act: Behaviour['act'], see: string, expected: unknown])[],
): Behaviour[] {
  return rows.map(([name, act, see, expected]) => ({ site, name, act, see, expected }));
}

/** For `see`: the value of a field. */
export const fieldValue = (selector: string) => `document.querySelector('${selector}').value`;
/** For `script`: logs these events as `type#id` and whatever `detail`, an expression of `e`, says. */
export const logged = (types: string, detail = "''") =>
  `for (const t of '${types}'.split(' ')) addEventListener(t, (e) => log.push(e.type + '#' + (e.composedPath()[0].id || e.composedPath()[0].localName) + (${detail})), true);`;

/** Where a person and the hands do not do the same: a field whose value is chosen outside the page. */
export const both =
  (
    ours: (hand: OurHand) => Promise<unknown>,
    trusted: (hand: TrustedHand) => Promise<unknown>,
  ): Behaviour['act'] =>
  (hand) =>
    hand.kind === 'ours' ? ours(hand) : trusted(hand);

/** Clicks `first`, then presses chords, given as `Control+a`, one after the other in what has the focus. */
export const keys =
  (first: string, ...chords: string[]): Behaviour['act'] =>
  async (hand) => {
    await hand.click(first);
    for (const chord of chords) await hand.press(...(chord === '+' ? ['+'] : chord.split('+')));
  };
