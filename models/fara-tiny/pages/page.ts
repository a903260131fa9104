import { Rng } from './rng.ts';
import { fill, type Style, trainingStyle, unseenStyle } from './style.ts';
import { COLOURS, CONTROLS, type Colour, CRITICAL, FIELDS, FILLER, NOUNS } from './words.ts';

export type ElementKind = 'button' | 'link' | 'field' | 'text';
export const PAGE_KINDS = [
  'general',
  'list',
  'product',
  'added',
  'checkout',
  'blocks',
  'dense',
  'form',
  'thanks',
  'packed',
] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

/** One thing on the page that a task may name. Its box is measured in the browser (`[data-e]`, word `[data-t]`). */
export interface PageElement {
  kind: ElementKind;
  word: string | null;
  colour: Colour | null;
  /** An uncoloured button's look: it could be taken for black, blue or white. */
  plain?: 'primary' | 'neutral';
}

export interface Page {
  seed: number;
  kind: PageKind;
  unseen: boolean;
  /** Inner HTML of a box of exactly `width` × `height` CSS px. */
  html: string;
  elements: PageElement[];
}

const KINDS: readonly PageKind[] = [
  'general',
  'general',
  'general',
  'list',
  'list',
  'product',
  'product',
  'added',
  'added',
  'checkout',
  'checkout',
  'blocks',
  'blocks',
  'dense',
  'dense',
  'form',
  'form',
  'thanks',
];

/** Builds one page; pure: the same arguments give the same page. */
export class PageBuilder {
  readonly elements: PageElement[] = [];
  readonly rng: Rng;
  readonly style: Style;
  readonly kind: PageKind;
  #controls: string[];
  #nouns: string[];
  #colours: Colour[];

  constructor(
    readonly seed: number,
    readonly unseen: boolean,
    kind?: PageKind,
  ) {
    this.rng = new Rng(seed * 2 + (unseen ? 1 : 0));
    this.style = unseen ? unseenStyle(this.rng) : trainingStyle(this.rng);
    this.kind = kind ?? this.rng.pick(KINDS);
    const critical: readonly string[] = CRITICAL;
    const flow: readonly string[] = ['Add', 'Checkout'];
    this.#controls = this.rng.shuffle(CONTROLS.filter((w) => !critical.includes(w) && !flow.includes(w)));
    this.#nouns = this.rng.shuffle(NOUNS);
    this.#colours = this.rng.shuffle(COLOURS);
  }

  control(): string {
    return this.#controls.pop() ?? 'More';
  }
  noun(): string {
    return this.#nouns.pop() ?? 'Lamp';
  }
  /** Takes a word out of the pool so that it appears once on the page. */
  take(word: string): string {
    this.#controls = this.#controls.filter((w) => w !== word);
    return word;
  }
  colour(): Colour | null {
    return this.#colours.pop() ?? null;
  }

  filler(n: number): string {
    const words = Array.from({ length: n }, () => this.rng.pick(FILLER)).join(' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  #add(element: PageElement): number {
    this.elements.push(element);
    return this.elements.length - 1;
  }

  button(
    word: string | null,
    options: { colour?: Colour | null; primary?: boolean; wide?: boolean } = {},
  ): string {
    const { rng, style: s } = this;
    const colour = options.colour ?? null;
    const plain = options.primary ? 'primary' : 'neutral';
    const id = this.#add({ kind: 'button', word, colour, ...(colour ? {} : { plain }) });
    const look = colour ? fill(rng, colour) : null;
    const paper = look?.paper ?? (options.primary ? s.linkInk : s.buttonPaper);
    const ink = look?.ink ?? (options.primary ? (s.linkInk.includes('75%') ? '#111' : '#fff') : s.buttonInk);
    const line =
      colour === 'white' || s.border > 0 || !colour
        ? `${Math.max(1, s.border)}px solid ${s.fieldBorder}`
        : '0';
    const min = word ? '' : `min-width:${rng.int(60, 150)}px;min-height:${rng.int(36, 80)}px;`;
    const wide = options.wide ? `min-width:${rng.int(140, 300)}px;` : '';
    return `<button data-e="${id}" style="font:inherit;letter-spacing:inherit;background:${paper};color:${ink};border:${line};border-radius:${s.radius}px;padding:${s.padY}px ${s.padX}px;box-shadow:${s.shadow};${min}${wide}">${word ? `<span data-t="${id}">${word}</span>` : ''}</button>`;
  }

  link(word: string, css = ''): string {
    const { rng, style: s } = this;
    const id = this.#add({ kind: 'link', word, colour: null });
    const line = rng.chance(0.5) ? 'underline' : 'none';
    return `<a data-e="${id}" style="color:${s.linkInk};text-decoration:${line};padding:${rng.int(4, 10)}px ${rng.int(2, 10)}px;display:inline-block;${css}"><span data-t="${id}">${word}</span></a>`;
  }

  text(word: string, css = ''): string {
    const id = this.#add({ kind: 'text', word, colour: null });
    return `<span style="${css}"><span data-e="${id}" data-t="${id}">${word}</span></span>`;
  }

  field(word: string, where: 'above' | 'left' | 'inside', value = ''): string {
    const { rng, style: s } = this;
    const id = this.#add({ kind: 'field', word, colour: null });
    const width = rng.int(180, 380);
    const box = (inner: string) =>
      `<div data-e="${id}" style="background:${s.fieldPaper};border:${Math.max(1, s.border)}px solid ${s.fieldBorder};border-radius:${Math.min(s.radius, 20)}px;padding:${s.padY - 2}px 12px;width:${width}px;height:1.3em;overflow:hidden;white-space:nowrap;color:${s.ink}">${inner}</div>`;
    if (where === 'inside' && !value)
      return box(`<span data-t="${id}" style="opacity:${rng.pick([0.5, 0.62, 0.8])}">${word}</span>`);
    const label = `<span data-t="${id}">${word}${rng.chance(0.25) ? ':' : ''}</span>`;
    if (where === 'left')
      return `<div style="display:flex;align-items:center;gap:${rng.int(8, 20)}px"><div style="min-width:${rng.int(80, 120)}px">${label}</div>${box(value)}</div>`;
    return `<div><div style="margin-bottom:${rng.int(2, 6)}px">${label}</div>${box(value)}</div>`;
  }

  /** Header bar or side bar with navigation words; takes no colour. */
  navigation(count: number, extra = ''): string {
    const words = Array.from({ length: count }, () => this.control());
    const buttons = this.rng.chance(0.3);
    return words.map((w) => (buttons ? this.button(w) : this.link(w, 'color:inherit'))).join('') + extra;
  }

  shell(main: string, nav: string): string {
    const { rng, style: s } = this;
    const brand = rng.chance(0.7)
      ? `<b style="font-size:${s.size + rng.int(0, 8)}px;margin-right:auto">${this.filler(rng.int(1, 2))}</b>`
      : '';
    const base = `font-family:'${s.font}';font-size:${s.size}px;font-weight:${s.weight};letter-spacing:${s.spacing}px;line-height:1.25;color:${s.ink};background:${s.paper};width:100%;height:100%;overflow:hidden;box-sizing:border-box`;
    const inner = `flex:1;padding:${rng.int(10, 36)}px ${rng.int(16, 60)}px;display:flex;flex-direction:column;gap:${s.gap}px;align-items:${rng.pick(['flex-start', 'flex-start', 'center', 'flex-end'])};justify-content:${rng.pick(['flex-start', 'flex-start', 'center', 'flex-end', 'space-between', 'space-evenly'])};min-width:0`;
    const side = this.unseen ? rng.chance(0.5) : rng.chance(0.2);
    if (!nav && !brand) return `<div style="${base};display:flex"><div style="${inner}">${main}</div></div>`;
    const bar = `background:${s.bar};color:${s.barInk};display:flex;gap:${rng.int(4, 18)}px`;
    if (side) {
      const at = this.unseen ? 'row-reverse' : 'row';
      return `<div style="${base};display:flex;flex-direction:${at}"><div style="${bar};flex-direction:column;align-items:flex-start;padding:16px 14px;width:${rng.int(150, 200)}px">${brand.replace('margin-right:auto', '')}${nav}</div><div style="${inner}">${main}</div></div>`;
    }
    return `<div style="${base};display:flex;flex-direction:column"><div style="${bar};align-items:center;padding:${rng.int(6, 16)}px ${rng.int(12, 40)}px">${brand}${nav}</div><div style="${inner}">${main}</div></div>`;
  }

  heading(html: string): string {
    return `<div style="font-size:${this.style.size + this.rng.int(4, 14)}px;font-weight:700">${html}</div>`;
  }
  row(items: string[], css = ''): string {
    return `<div style="display:flex;flex-wrap:wrap;align-items:center;gap:${this.style.gap}px;${css}">${items.join('')}</div>`;
  }
  paragraph(n: number): string {
    return `<div style="font-size:${this.style.size - this.rng.int(0, 5)}px;font-weight:400;max-width:${this.rng.int(400, 640)}px">${this.filler(n)}.</div>`;
  }
  price(): string {
    return `<span>$${this.rng.int(2, 180)}</span>`;
  }
  where(): 'above' | 'left' | 'inside' {
    return this.rng.pick(['above', 'above', 'left', 'inside']);
  }
  fieldWords(n: number, not: string[] = []): string[] {
    return this.rng
      .sample(
        FIELDS.filter((f) => !not.includes(f)),
        n,
      )
      .map((f) => this.take(f));
  }
}
