import type { CheckPage, Element, IconName, Target } from './page.ts';

const click = (kind: Target['kind'], word: string, task: string): Target => ({ kind, word, task });
const type = (word: string, text: string): Target => ({
  kind: 'field',
  word,
  text,
  task: `Type "${text}" into the ${word} field.`,
});

const title = (words: string, x = 40, y = 132): Element => ({
  kind: 'text',
  x,
  y,
  words,
  size: 30,
  bold: true,
});

const fair: CheckPage = {
  name: 'fair',
  elements: [
    { kind: 'panel', box: { x: 0, y: 0, width: 896, height: 72 }, dark: true },
    { kind: 'text', x: 40, y: 45, words: 'Hillside', size: 26, bold: true, light: true },
    { kind: 'link', box: { x: 480, y: 14, width: 94, height: 44 }, word: 'Home', light: true },
    { kind: 'link', box: { x: 600, y: 14, width: 90, height: 44 }, word: 'News', light: true },
    { kind: 'link', box: { x: 716, y: 14, width: 120, height: 44 }, word: 'Contact', light: true },
    title('Sunday at the old mill'),
    { kind: 'text', x: 40, y: 178, words: 'Bring boots; the meadow may be wet.', size: 22 },
    { kind: 'button', box: { x: 40, y: 230, width: 190, height: 60 }, word: 'Start', main: true },
    { kind: 'button', box: { x: 520, y: 300, width: 170, height: 60 }, word: 'Help' },
    { kind: 'button', box: { x: 250, y: 440, width: 180, height: 60 }, word: 'Close' },
  ],
  targets: [
    click('link', 'News', 'Click News.'),
    click('button', 'Start', 'Click the Start button.'),
    click('button', 'Help', 'Press Help.'),
    click('link', 'Contact', 'Open Contact.'),
  ],
};

const letter: CheckPage = {
  name: 'letter',
  elements: [
    { kind: 'panel', box: { x: 0, y: 0, width: 224, height: 560 } },
    { kind: 'text', x: 32, y: 62, words: 'Riverbank', size: 26, bold: true },
    { kind: 'link', box: { x: 24, y: 100, width: 94, height: 44 }, word: 'Menu' },
    { kind: 'link', box: { x: 24, y: 160, width: 124, height: 44 }, word: 'Account' },
    title('Where you moved to', 270, 66),
    { kind: 'field', box: { x: 270, y: 128, width: 400, height: 54 }, word: 'Name', label: 'above' },
    { kind: 'field', box: { x: 270, y: 240, width: 280, height: 54 }, word: 'City', label: 'above' },
    { kind: 'field', box: { x: 590, y: 240, width: 270, height: 54 }, word: 'Phone', label: 'above' },
    { kind: 'button', box: { x: 270, y: 430, width: 150, height: 58 }, word: 'Back' },
    { kind: 'button', box: { x: 690, y: 430, width: 160, height: 58 }, word: 'Next', main: true },
  ],
  targets: [
    type('City', 'aberystwyth'),
    click('button', 'Next', 'Click the Next button.'),
    type('Name', 'greta holmgren'),
    type('Phone', '071422905133'),
  ],
};

const mail: CheckPage = {
  name: 'mail',
  elements: [
    title('Mail we may write you', 120, 100),
    { kind: 'text', x: 120, y: 142, words: 'Nothing is ticked but what you ticked.', size: 22 },
    { kind: 'panel', box: { x: 100, y: 176, width: 520, height: 240 } },
    { kind: 'checkbox', box: { x: 130, y: 196, width: 150, height: 52 }, word: 'Offers', ticked: true },
    { kind: 'checkbox', box: { x: 130, y: 270, width: 170, height: 52 }, word: 'Reviews' },
    { kind: 'checkbox', box: { x: 130, y: 344, width: 140, height: 52 }, word: 'News' },
    { kind: 'button', box: { x: 100, y: 456, width: 170, height: 60 }, word: 'Save', main: true },
    { kind: 'button', box: { x: 300, y: 456, width: 190, height: 60 }, word: 'Cancel' },
  ],
  targets: [
    click('checkbox', 'Reviews', 'Click Reviews.'),
    click('button', 'Save', 'Click Save.'),
    click('checkbox', 'News', 'Click on News.'),
    click('checkbox', 'Offers', 'Click Offers.'),
  ],
};

const TILES: readonly [string, IconName, number, number][] = [
  ['Account', 'person', 0, 0],
  ['Settings', 'gear', 1, 0],
  ['Menu', 'bars', 2, 0],
  ['Lamp', 'bulb', 0, 1],
  ['Clock', 'dial', 1, 1],
  ['Plant', 'leaf', 2, 1],
];

const hall: CheckPage = {
  name: 'hall',
  elements: [
    { kind: 'text', x: 64, y: 66, words: 'What the hall holds', size: 30, bold: true },
    ...TILES.map(
      ([word, icon, column, row]): Element => ({
        kind: 'icon',
        icon,
        word,
        box: { x: 64 + column * 262, y: 130 + row * 170, width: 236, height: 110 },
      }),
    ),
  ],
  targets: [
    click('icon', 'Settings', 'Open Settings.'),
    click('icon', 'Clock', 'Click Clock.'),
    click('icon', 'Account', 'Go to Account.'),
    click('icon', 'Plant', 'Click on Plant.'),
  ],
};

const attic: CheckPage = {
  name: 'attic',
  elements: [
    { kind: 'field', box: { x: 40, y: 28, width: 420, height: 54 }, word: 'Search', label: 'inside' },
    { kind: 'link', box: { x: 720, y: 32, width: 92, height: 46 }, word: 'Login' },
    { kind: 'text', x: 40, y: 138, words: 'Things from the attic, unsorted', size: 28, bold: true },
    { kind: 'panel', box: { x: 40, y: 164, width: 816, height: 2 } },
    { kind: 'link', box: { x: 40, y: 186, width: 92, height: 46 }, word: 'Chair' },
    { kind: 'text', x: 640, y: 217, words: '14 crowns', size: 22 },
    { kind: 'link', box: { x: 40, y: 256, width: 76, height: 46 }, word: 'Kite' },
    { kind: 'text', x: 640, y: 287, words: '9 crowns', size: 22 },
    { kind: 'link', box: { x: 40, y: 326, width: 92, height: 46 }, word: 'Drum' },
    { kind: 'text', x: 640, y: 357, words: '31 crowns', size: 22 },
    { kind: 'button', box: { x: 640, y: 450, width: 190, height: 60 }, word: 'More' },
  ],
  targets: [
    click('link', 'Kite', 'Click Kite.'),
    click('button', 'More', 'Press More.'),
    type('Search', 'watering can'),
    click('link', 'Drum', 'Open Drum.'),
  ],
};

/**
 * The bundled pages of the self-test. Their words are ones that fara-tiny can read, since it can read no others;
 * layouts, headings and typed texts are not among those it was trained on (`test/fara/check/disjoint.test.ts`).
 */
export const CHECK_PAGES: readonly CheckPage[] = [fair, letter, mail, hall, attic];
