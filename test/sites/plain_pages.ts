import { field, type Html, html, page } from './html.ts';
import type { SitesState } from './state.ts';

const DONE = (word: string) => html`<p class="done" role="status">${word}</p>`;

export function indexPage(): string {
  const links: [string, string][] = [
    ['/shop/', 'Shop'],
    ['/colours', 'Colours'],
    ['/words', 'Words'],
    ['/contact', 'Contact'],
    ['/login', 'Login'],
    ['/long', 'Long'],
    ['/wizard', 'Wizard'],
    ['/settings', 'Settings'],
  ];
  const content = html`<h1>Pages to practise on</h1>
<div class="buttons">${links.map(([path, word]) => html`<a class="button" href="${path}">${word}</a>`)}</div>`;
  return page('Pages to practise on', content);
}

const COLOURS: [colour: string, caption: string][] = [
  ['red', 'Stop'],
  ['green', 'Start'],
  ['blue', 'Open'],
  ['yellow', 'Close'],
  ['orange', 'Help'],
  ['purple', 'Menu'],
];

/** Buttons told apart by colour; a press changes the page in place, without navigation. */
export function coloursPage(): string {
  const buttons = COLOURS.map(
    ([colour, caption]) =>
      html`<button class="button ${colour}" data-page="colours" data-value="${colour}">${caption}</button>`,
  );
  const content = html`<h1>Colours</h1><div class="buttons colours">${buttons}</div><p class="done" role="status" hidden>Done</p>`;
  return page('Colours', content, { script: '/pages.js' });
}

const WORDS = ['Save', 'Offers', 'News', 'Back', 'Send', 'Help', 'Reviews', 'Delete'];

/** Buttons told apart by their word; a press is a plain form post. */
export function wordsPage(clicked: string | null): string {
  const buttons = WORDS.map(
    (word) => html`<button class="button" name="value" value="${word}">${word}</button>`,
  );
  const content =
    clicked === null
      ? html`<h1>Words</h1><form class="buttons" method="post" action="/words">${buttons}</form>`
      : html`<div class="notice">${DONE('Done')}<h1>${clicked}</h1></div>`;
  return page('Words', content);
}

export function contactPage(): string {
  const content = html`<h1>Contact</h1><form class="form" method="post" action="/contact">
${field('Name', { name: 'name', autocomplete: 'name' })}
${field('Email', { name: 'email', type: 'email', autocomplete: 'email' })}
${field('City', { name: 'city', autocomplete: 'address-level2' })}
<div class="row"><p>We answer within a day.</p><button class="button main">Send</button></div></form>`;
  return page('Contact', content, { script: '/pages.js' });
}

export function loginPage(problem?: string): string {
  const content = html`<h1>Login</h1>${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
<form class="form" method="post" action="/login">
${field('Email', { name: 'email', type: 'email', autocomplete: 'username' })}
${field('Password', { name: 'password', type: 'password', autocomplete: 'current-password' })}
<div class="row"><span></span><button class="button main">Login</button></div></form>`;
  return page('Login', content);
}

/** A page that ends well: a word, and what it was about. */
export function donePage(word: string, what: string): string {
  return page(word, html`<div class="notice">${DONE(word)}<h1>${what}</h1></div>`);
}

const CHAPTERS: [title: string, ...paragraphs: string[]][] = [
  [
    'Morning',
    'The ferry left the harbour before the sun was up, and nobody on deck said a word.',
    'A boy counted the lights on the shore until there were none, then counted the gulls instead.',
    'Somebody had brought coffee. It went round in a tin cup and came back empty.',
  ],
  [
    'Noon',
    'By midday the islands stood in a row like washing on a line, each a little bluer than the last.',
    'The captain named them all from memory, and then once more for the child who had slept.',
    'The wind dropped, and for an hour the sea was as flat as a floor.',
  ],
  [
    'Evening',
    'They tied up at a pier without a name and ate what the cook had promised since breakfast.',
    'Two dogs came down from the village to look at them, and stayed.',
    'On the hill a window was opened, and a radio played a waltz to nobody.',
  ],
  [
    'Night',
    'The lamps went out one after the other, and the water kept on talking to the hull.',
    'The boy lay awake and thought of the lights on the shore.',
    'He had counted forty one. He would count them again on the way home.',
  ],
];

/** A page one has to scroll: its only button lies far below the first screen. */
export function longPage(clicked: boolean): string {
  const chapter = ([title, ...paragraphs]: (typeof CHAPTERS)[number]): Html =>
    html`<section class="chapter"><h1>${title}</h1>${paragraphs.map((text) => html`<p>${text}</p>`)}</section>`;
  const end = clicked
    ? DONE('Done')
    : html`<form method="post" action="/long"><button class="button main" name="value" value="Continue">Continue</button></form>`;
  return page(
    'Long',
    clicked
      ? html`<div class="notice">${end}</div>`
      : html`${CHAPTERS.map(chapter)}<div class="end">${end}</div>`,
  );
}

export function wizardPage(step: 1 | 2, city: string): string {
  const first = html`<h1>Step 1</h1><form class="form" action="/wizard/2">
${field('City', { name: 'city', autocomplete: 'address-level2' })}
<div class="row"><span></span><button class="button main">Next</button></div></form>`;
  const second = html`<h1>Step 2</h1><form class="form" method="post" action="/wizard"><input type="hidden" name="city" value="${city}">
<p>${city ? `Deliver to ${city}?` : 'Deliver to your city?'}</p>
<div class="row"><a class="button" href="/wizard">Back</a><button class="button main">Save</button></div></form>`;
  return page(`Step ${step}`, step === 1 ? first : second, { script: '/pages.js' });
}

export function settingsPage(settings: SitesState['settings'], saved: boolean): string {
  const row = (caption: string, name: keyof typeof settings) =>
    html`<label class="switch"><span>${caption}</span><input type="checkbox" role="switch" name="${name}" ${settings[name] && html`checked`}></label>`;
  const content = html`<div class="row"><h1>Settings</h1>${saved && DONE('Saved')}</div>
<form class="form" method="post" action="/settings">
${row('News', 'news')}${row('Offers', 'offers')}${row('Reviews', 'reviews')}
<div class="row"><span></span><button class="button main">Save</button></div></form>`;
  return page('Settings', content);
}
