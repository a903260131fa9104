import { fold, hasPhrase } from './fold.ts';
import { cjk } from './words/cjk.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { nl } from './words/nl.ts';
import { pt } from './words/pt.ts';
import type { NamedKind } from './words/words.ts';

/** All languages at once: pages often state none, or the wrong one. */
const LANGUAGES = [en, de, fr, es, it, pt, nl, cjk];

/** Words that may stand beside a name without changing what it does. */
const FILLERS = new Set(
  'now here please today jetzt hier bitte maintenant ici ahora aqui ora adesso qui agora nu hier eur usd gbp chf us'.split(
    ' ',
  ),
);

/** What is deleted often and is nobody's loss: "Delete filter". */
const HARMLESS = 'filter filters filtres filtros filtri suche search auswahl selection verlauf'.split(' ');

type Matcher = { kind: NamedKind; matches: (name: string, core: string) => boolean };

const MATCHERS: readonly Matcher[] = LANGUAGES.flatMap((words) =>
  Object.entries(words).flatMap(([kind, patterns]) =>
    patterns.map((pattern) => ({ kind: kind as NamedKind, matches: matcher(pattern) })),
  ),
);

function matcher(pattern: string): Matcher['matches'] {
  const words = fold(pattern);
  if (pattern.startsWith('=')) return (_, core) => core === words;
  if (pattern.startsWith('^')) return (name) => name === words || name.startsWith(`${words} `);
  if (pattern.startsWith('~')) return (name) => name.replaceAll(' ', '').includes(words);
  return (name) => hasPhrase(name, words);
}

/** A whole card or article as one link names many things; what binds is shorter than this. */
const MAX_NAME = 80;

/**
 * The binding thing that a control of this accessible name does, in any of the known languages, or null. `long`: a
 * name of any length counts; buttons explain themselves ("Place order – by clicking you agree to …").
 */
export function bindingKind(accessibleName: string, { long = false } = {}): NamedKind | null {
  const name = fold(accessibleName);
  if (!name || (!long && name.length > MAX_NAME)) return null;
  const harmless = HARMLESS.some((word) => hasPhrase(name, word));
  const tokens = name.split(' ').filter((token) => !/^\p{N}+$/u.test(token) && !FILLERS.has(token));
  const core = tokens.join(' ');
  const found = MATCHERS.find(({ kind, matches }) => !(harmless && kind === 'delete') && matches(name, core));
  return found?.kind ?? null;
}
