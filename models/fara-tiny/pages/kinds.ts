import { type Page, PageBuilder, type PageKind } from './page.ts';
import { COLOURS, CONTROLS, CRITICAL, FIELDS, NOUNS, STATUS } from './words.ts';

/** Renders the page of this seed: `unseen` picks the style that no training page has. */
export function buildPage(seed: number, unseen = false, kind?: PageKind): Page {
  const b = new PageBuilder(seed, unseen, kind);
  const html = render(b);
  return { seed, kind: b.kind, unseen, html, elements: b.elements };
}

function render(b: PageBuilder): string {
  switch (b.kind) {
    case 'general':
      return general(b);
    case 'list':
      return list(b);
    case 'product':
      return product(b);
    case 'added':
      return added(b);
    case 'checkout':
      return checkout(b);
    case 'blocks':
      return blocks(b);
    case 'dense':
      return dense(b);
    case 'form':
      return form(b);
    case 'thanks':
      return thanks(b);
    case 'packed':
      return packed(b);
  }
}

const searchBox = (b: PageBuilder, p: number): string =>
  b.rng.chance(p) ? b.field(b.take('Search'), b.rng.chance(0.85) ? 'inside' : 'left') : '';

/** Some buttons with words, some of them coloured, each colour once. */
function buttons(b: PageBuilder, n: number, coloured: number): string[] {
  return Array.from({ length: n }, () =>
    b.button(b.rng.chance(0.9) ? (b.rng.chance(0.8) ? b.control() : b.noun()) : null, {
      colour: b.rng.chance(coloured) ? b.colour() : null,
      primary: b.rng.chance(0.25),
    }),
  ).filter((html) => !html.includes('></button>') || html.includes('background'));
}

function general(b: PageBuilder): string {
  const { rng } = b;
  const search = searchBox(b, 0.35);
  const nav = b.navigation(rng.int(0, 4), search);
  const parts = [b.heading(b.filler(rng.int(1, 3)))];
  if (rng.chance(0.7)) parts.push(b.paragraph(rng.int(4, 16)));
  parts.push(b.row(buttons(b, rng.int(1, 4), 0.5)));
  if (rng.chance(0.5)) parts.push(b.row(buttons(b, rng.int(1, 4), 0.4)));
  if (rng.chance(0.4))
    parts.push(
      b.row(Array.from({ length: rng.int(1, 3) }, () => b.link(rng.chance(0.5) ? b.control() : b.noun()))),
    );
  if (rng.chance(0.5))
    for (const f of b.fieldWords(rng.int(1, 2), search ? ['Search'] : [])) parts.push(b.field(f, b.where()));
  if (rng.chance(0.5)) parts.push(b.row(buttons(b, rng.int(1, 3), 0.5)));
  const [first, ...rest] = parts;
  return b.shell((first ?? '') + rng.shuffle(rest).join(''), nav);
}

function list(b: PageBuilder): string {
  const { rng, style: s } = b;
  const nav = b.navigation(rng.int(1, 3), searchBox(b, 0.6));
  const columns = rng.int(2, 4);
  const pictures = rng.chance(0.6);
  const cards = Array.from({ length: rng.int(2, columns * 2) }, () => {
    const noun = b.noun();
    const name = rng.chance(0.5) ? b.link(noun) : b.button(noun, { wide: rng.chance(0.3) });
    const picture = pictures
      ? `<div style="height:${rng.int(30, 90)}px;background:hsl(${rng.int(0, 359)} ${rng.int(10, 60)}% ${rng.int(55, 88)}%);border-radius:${Math.min(s.radius, 12)}px;margin-bottom:8px"></div>`
      : '';
    const frame = rng.chance(0.6)
      ? `border:1px solid ${s.fieldBorder};padding:12px;border-radius:${Math.min(s.radius, 14)}px`
      : '';
    return `<div style="${frame};min-width:120px">${picture}${name} ${b.price()}${rng.chance(0.3) ? b.paragraph(rng.int(2, 4)) : ''}</div>`;
  });
  const grid = `<div style="display:grid;grid-template-columns:repeat(${columns},auto);gap:${Math.min(s.gap, 20)}px">${cards.join('')}</div>`;
  return b.shell((rng.chance(0.6) ? b.heading(b.filler(rng.int(1, 2))) : '') + grid, nav);
}

function product(b: PageBuilder): string {
  const { rng } = b;
  const nav = b.navigation(rng.int(1, 3), searchBox(b, 0.5));
  const title = b.heading(b.text(b.noun()));
  const add = b.button('Add', {
    primary: rng.chance(0.6),
    wide: rng.chance(0.5),
    colour: rng.chance(0.3) ? b.colour() : null,
  });
  const others = buttons(b, rng.int(0, 2), 0.2);
  return b.shell(title + b.price() + b.paragraph(rng.int(4, 18)) + b.row(rng.shuffle([add, ...others])), nav);
}

function added(b: PageBuilder): string {
  const { rng } = b;
  const nav = b.navigation(rng.int(1, 3), searchBox(b, 0.5));
  const note = b.text(
    'Added',
    rng.chance(0.5)
      ? `background:hsl(${rng.int(100, 150)} 40% 85%);color:#123;padding:6px 14px;border-radius:6px`
      : '',
  );
  const title = b.heading(b.text(b.noun()));
  const items: string[] = rng.chance(0.7) ? [b.button('Checkout', { primary: rng.chance(0.6) })] : [];
  if (rng.chance(0.35)) items.push(b.button('Add'));
  items.push(...buttons(b, rng.int(0, 2), 0.2));
  const parts = rng.shuffle([title, note]);
  return b.shell(
    parts.join('') +
      b.price() +
      (rng.chance(0.5) ? b.paragraph(rng.int(3, 10)) : '') +
      b.row(rng.shuffle(items)),
    nav,
  );
}

function checkout(b: PageBuilder): string {
  const { rng } = b;
  const nav = b.navigation(rng.int(0, 3));
  const fields = b
    .fieldWords(rng.int(1, 3), ['Search'])
    .map((f) => b.field(f, rng.pick(['above', 'left', 'inside'])));
  const lines = Array.from({ length: rng.int(0, 2) }, () => `<div>${b.text(b.noun())} ${b.price()}</div>`);
  const order = b.button(rng.pick(CRITICAL), {
    primary: rng.chance(0.6),
    colour: rng.chance(0.3) ? b.colour() : null,
    wide: rng.chance(0.4),
  });
  const others = buttons(b, rng.int(0, 1), 0.2);
  const body = rng.chance(0.6) ? lines.join('') + fields.join('') : fields.join('') + lines.join('');
  return b.shell(
    (rng.chance(0.5) ? b.heading(b.filler(1)) : '') + body + b.row(rng.shuffle([order, ...others])),
    nav,
  );
}

function blocks(b: PageBuilder): string {
  const { rng } = b;
  const n = rng.int(3, 8);
  const items = Array.from({ length: n }, () =>
    b.button(rng.chance(0.35) ? b.control() : null, { colour: b.colour() }),
  );
  return b.shell(
    (rng.chance(0.5) ? b.heading(b.filler(rng.int(1, 3))) : '') +
      b.row(items, `max-width:${rng.int(420, 860)}px`),
    rng.chance(0.4) ? b.navigation(rng.int(1, 3)) : '',
  );
}

function dense(b: PageBuilder): string {
  const { rng } = b;
  const items = Array.from({ length: rng.int(16, 30) }, (_, i) => {
    const word = i % 3 === 2 ? b.noun() : b.control();
    return rng.chance(0.6) ? b.button(word, { colour: rng.chance(0.15) ? b.colour() : null }) : b.link(word);
  });
  const seen = new Set<string>();
  const unique = items.filter((html) => {
    const word = /data-t="\d+">(\w+)</.exec(html)?.[1] ?? '';
    return !seen.has(word) && seen.add(word);
  });
  return b.shell(
    `<div style="display:flex;flex-wrap:wrap;gap:${rng.int(6, 16)}px;align-content:flex-start">${unique.join('')}</div>`,
    '',
  );
}

function form(b: PageBuilder): string {
  const { rng } = b;
  const nav = b.navigation(rng.int(0, 3));
  const where = b.where();
  const fields = b
    .fieldWords(rng.int(2, 4))
    .map((f) =>
      b.field(
        f,
        rng.chance(0.8) ? where : b.where(),
        where !== 'inside' && rng.chance(0.12) ? b.filler(1) : '',
      ),
    );
  return b.shell(
    (rng.chance(0.7) ? b.heading(b.filler(rng.int(1, 3))) : '') +
      fields.join('') +
      b.row(buttons(b, rng.int(1, 2), 0.3)),
    nav,
  );
}

function thanks(b: PageBuilder): string {
  const { rng } = b;
  const nav = b.navigation(rng.int(1, 4));
  return b.shell(
    b.heading(b.text('Thanks')) + b.paragraph(rng.int(3, 14)) + b.row(buttons(b, rng.int(0, 2), 0.2)),
    nav,
  );
}

/** As many words as fit, in every look: pages to learn reading from, with hardly a task in them. */
function packed(b: PageBuilder): string {
  const { rng, style: s } = b;
  const words = [...CONTROLS, ...NOUNS, ...FIELDS, ...STATUS];
  const items = Array.from({ length: 110 }, () => {
    const word = rng.pick(words);
    const size = `font-size:${rng.int(18, 28)}px;font-weight:${rng.pick([400, 500, 600, 700])}`;
    if (rng.chance(0.25))
      return `<div style="${size}">${b.button(word, { colour: rng.chance(0.4) ? rng.pick(COLOURS) : null, primary: rng.chance(0.3) })}</div>`;
    if (rng.chance(0.3)) return `<div style="${size}">${b.link(word)}</div>`;
    return b.text(
      word,
      `${size};padding:${rng.int(0, 6)}px ${rng.int(2, 8)}px${rng.chance(0.2) ? `;background:${s.bar};color:${s.barInk}` : ''}`,
    );
  });
  return b.shell(
    `<div style="display:flex;flex-wrap:wrap;align-items:center;gap:${rng.int(2, 8)}px;align-content:flex-start">${items.join('')}</div>`,
    '',
  );
}
