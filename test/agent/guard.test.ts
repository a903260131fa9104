import { describe, expect, test } from 'vitest';
import { judge } from '../../src/agent/guard/guard.ts';
import { bindingKind } from '../../src/agent/guard/names.ts';
import type { Action } from '../../src/protocol/action.ts';
import type { ElementFacts, FormFacts, InputKind } from '../../src/protocol/facts.ts';

const CLICK: Action = { action: 'left_click', coordinate: [10, 10] };
const TYPE: Action = { action: 'type', text: 'x', press_enter: true, delete_existing_text: false };
const ENTER: Action = { action: 'key', keys: ['Enter'] };

function facts(over: Partial<ElementFacts>): ElementFacts {
  return {
    tag: 'button',
    role: 'button',
    name: '',
    input: null,
    editable: false,
    disabled: false,
    isSubmit: false,
    href: null,
    form: null,
    language: 'en',
    url: 'http://shop.test/page',
    ...over,
  };
}

function form(inputs: InputKind[], over: Partial<FormFacts> = {}): FormFacts {
  const action = 'http://shop.test/go';
  return {
    method: 'post',
    action,
    crossOrigin: false,
    name: '',
    isSearch: false,
    inputs,
    defaultButton: 'Go',
    ...over,
  };
}

function field(kind: InputKind, form: FormFacts | null, name = 'Field') {
  return facts({ tag: 'input', role: 'textbox', input: kind, editable: true, form, name });
}

function kindOf(action: Action, element: ElementFacts | null) {
  const verdict = judge(action, element);
  return verdict.verdict === 'critical' ? verdict.kind : 'allow';
}

describe('names that bind', () => {
  test.each([
    ['Place order', 'order'],
    ['Place your order', 'order'],
    ['Buy now', 'order'],
    ['Pay $1,299.00', 'payment'],
    ['Pay', 'payment'],
    ['Transfer', 'payment'],
    ['Donate', 'payment'],
    ['Book', 'booking'],
    ['Book now', 'booking'],
    ['Reserve', 'booking'],
    ['Sign up', 'account'],
    ['Subscribe', 'account'],
    ['Create account', 'account'],
    ['Send', 'message'],
    ['Send message', 'message'],
    ['Apply', 'message'],
    ['Submit application', 'message'],
    ['Post', 'publish'],
    ['Post comment', 'publish'],
    ['Delete', 'delete'],
    ['DELETE MESSAGE', 'delete'],
    ['Delete my account', 'delete'],
    ['Confirm', 'agreement'],
    ['✉ Send', 'message'],
    ['Zahlungspflichtig bestellen', 'order'],
    ['Jetzt kaufen', 'order'],
    ['Bezahlen', 'payment'],
    ['Jetzt buchen', 'booking'],
    ['Löschen', 'delete'],
    ['Loschen', 'delete'],
    ['Nachricht senden', 'message'],
    ['Passer la commande', 'order'],
    ['Payer 12,50 €', 'payment'],
    ['Réserver', 'booking'],
    ["S'inscrire", 'account'],
    ['Supprimer le compte', 'delete'],
    ['Realizar pedido', 'order'],
    ['Pagar', 'payment'],
    ['Eliminar', 'delete'],
    ['Suscribirse', 'account'],
    ['Acquista ora', 'order'],
    ['Paga', 'payment'],
    ['Prenota', 'booking'],
    ['Elimina', 'delete'],
    ['Finalizar compra', 'order'],
    ['Pagar agora', 'payment'],
    ['Excluir', 'delete'],
    ['Bestelling plaatsen', 'order'],
    ['Nu betalen', 'payment'],
    ['Verwijderen', 'delete'],
    ['注文を確定する', 'order'],
    ['Auswahl kostenpflichtig buchen', 'payment'],
    ['Pay for selection', 'payment'],
    ['提交订单', 'order'],
    ['주문하기', 'order'],
  ])('%s → %s', (name, kind) => {
    expect(bindingKind(name)).toBe(kind);
    expect(kindOf(CLICK, facts({ name }))).toBe(kind);
    expect(judge(CLICK, facts({ name }))).toMatchObject({ title: `Click "${name}"` });
  });

  test.each([
    'Add to cart',
    'Add to basket',
    'In den Warenkorb',
    'Ajouter au panier',
    'Añadir al carrito',
    'Aggiungi al carrello',
    'Adicionar ao carrinho',
    'In winkelwagen',
    'Search',
    'Suchen',
    'Checkout',
    'Proceed to checkout',
    'My orders',
    'Order history',
    'Sort order: price',
    'Books',
    'Book reviews',
    'Notebook Pro 14',
    'The Book of Sand',
    'Postcards',
    'Post office near me',
    'Latest posts',
    'Payment methods',
    'Buying guide',
    'Shipping and delivery',
    'Apply filters',
    'Apply coupon',
    'Delete filter',
    'Auswahl löschen',
    'Verlauf löschen',
    'Remove from cart',
    'Sign in',
    'Log in',
    'Contact us',
    'Sender',
    'Accept all cookies',
    'Reject all',
    'Next',
    'Continue',
    'Close',
    'Confirmed speakers',
    'Save',
    '',
    'Place',
    'Buchhandlung',
    'Bücher',
    'Telefonbuch',
    'Pagamenti',
    'Ordina per prezzo crescente',
    'Envios y devoluciones',
  ])('%j is no critical point', (name) => {
    expect(kindOf(CLICK, facts({ name }))).toBe('allow');
  });

  test('a name as long as a text is not the name of one deed', () => {
    expect(
      bindingKind('How I learned to place order after order without ever leaving my chair, a story in parts'),
    ).toBe(null);
  });
});

test('a button that explains itself at length, and a card that tells a story', () => {
  const name =
    'Place order – by clicking you agree to our terms of sale, our privacy notice and the return policy';
  expect(kindOf(CLICK, facts({ name }))).toBe('order');
  expect(kindOf(CLICK, facts({ name, isSubmit: true, form: form([]) }))).toBe('order');
  expect(kindOf(ENTER, field('text', form(['text'], { defaultButton: name })))).toBe('order');
  expect(kindOf(CLICK, facts({ ...link(name, 'http://shop.test/page#') }))).toBe('allow');
  expect(kindOf(CLICK, facts({ tag: 'div', name }))).toBe('allow');
});

describe('what is clicked', () => {
  test.each<[string, Partial<ElementFacts>, string]>([
    ['text that mentions it', { tag: 'p', role: 'paragraph', name: 'Place order' }, 'allow'],
    [
      'a field of that name',
      { tag: 'input', role: 'textbox', input: 'text', editable: true, name: 'Send' },
      'allow',
    ],
    ['a disabled button', { name: 'Place order', disabled: true }, 'allow'],
    ['a link to the sign-up page', link('Sign up', 'http://shop.test/signup'), 'allow'],
    ['a link to the booking page', link('Book now', 'http://shop.test/booking'), 'allow'],
    ['a link that orders', link('Buy now', 'http://shop.test/buy?id=1'), 'order'],
    ['a link that deletes', link('Delete', 'http://shop.test/delete?id=1'), 'delete'],
    ['a link that is a button in truth', link('Sign up', 'http://shop.test/page#'), 'account'],
    ['a script link', link('Send', 'javascript:send()'), 'message'],
    ['a link to a mail program', link('Write to us', 'mailto:a@b.test'), 'message'],
    ['a link that calls', link('555 0100', 'tel:5550100'), 'message'],
    ['a menu item', { tag: 'div', role: 'menuitem', name: 'Delete conversation' }, 'delete'],
  ])('%s', (_, over, expected) => {
    expect(kindOf(CLICK, facts(over))).toBe(expected);
  });

  test('nothing there', () => {
    expect(kindOf({ action: 'key', keys: ['Tab', 'Enter'] }, null)).toBe('agreement');
    expect(kindOf(CLICK, null)).toBe('allow');
  });
});

describe('submitting a form', () => {
  test.each<[string, FormFacts, string]>([
    ['card number', form(['text', 'payment']), 'payment'],
    ['log in', form(['email', 'password']), 'credentials'],
    ['one-time code', form(['one_time_code']), 'credentials'],
    ['newsletter', form(['email']), 'personal_data'],
    ['contact', form(['person_name', 'textarea']), 'personal_data'],
    ['delivery address, posted', form(['address', 'address']), 'personal_data'],
    ['CV upload', form(['file']), 'personal_data'],
    ['birthday', form(['date', 'birthday']), 'personal_data'],
    ['store locator by postcode', form(['address'], { method: 'get' }), 'allow'],
    ['search', form(['search'], { method: 'get', isSearch: true }), 'allow'],
    ['posted search', form(['search'], { isSearch: true }), 'allow'],
    ['filters', form(['checkbox', 'select', 'range'], { method: 'get' }), 'allow'],
    ['quantity, add to cart', form(['number', 'select']), 'allow'],
    ['poll', form(['radio']), 'allow'],
  ])('%s → %s', (_, over, expected) => {
    const button = facts({ name: 'Go', isSubmit: true, form: over });
    expect(kindOf(CLICK, button)).toBe(expected);
    expect(kindOf(TYPE, field('text', over))).toBe(expected);
    expect(kindOf(ENTER, field('text', over))).toBe(expected);
  });

  test('the name of the button says more than the fields', () => {
    const checkout = form(['email', 'address', 'payment'], { defaultButton: 'Place order' });
    expect(kindOf(CLICK, facts({ name: 'Place order', isSubmit: true, form: checkout }))).toBe('order');
    expect(kindOf(ENTER, field('text', checkout))).toBe('order');
  });

  test('a search that is all the text in a form around a page does not unbind its buttons', () => {
    const page = form(['search', 'checkbox'], { isSearch: true, defaultButton: 'Search' });
    expect(kindOf(CLICK, facts({ name: 'Place order', isSubmit: true, form: page }))).toBe('order');
    expect(kindOf(CLICK, facts({ name: 'Search', isSubmit: true, form: page }))).toBe('allow');
    expect(kindOf(ENTER, field('search', page))).toBe('allow');
  });

  test('Enter in a form whose button binds, though its fields do not', () => {
    expect(kindOf(ENTER, field('number', form(['number'], { defaultButton: 'Place bid' })))).toBe('order');
  });

  test('"Apply" in a form that only chooses is a filter; elsewhere it applies for something', () => {
    const filters = form(['checkbox', 'number'], { method: 'get' });
    expect(kindOf(CLICK, facts({ name: 'Apply', isSubmit: true, form: filters }))).toBe('allow');
    expect(kindOf(CLICK, facts({ name: 'Apply' }))).toBe('message');
    expect(kindOf(CLICK, facts({ name: 'Apply', isSubmit: true, form: form(['file']) }))).toBe('message');
  });

  test('a button inside a personal form that does not submit it', () => {
    expect(kindOf(CLICK, facts({ name: 'Show password', form: form(['email', 'password']) }))).toBe('allow');
  });
});

describe('keys', () => {
  const personal = form(['email']);

  test.each<[string, Action, ElementFacts, string]>([
    ['typing without Enter', { ...TYPE, press_enter: false }, field('email', personal), 'allow'],
    [
      'Enter under a name of the model',
      { action: 'key', keys: ['enter'] },
      field('email', personal),
      'personal_data',
    ],
    ['Return', { action: 'key', keys: ['Return'] }, field('email', personal), 'personal_data'],
    [
      'a line break in the text',
      { ...TYPE, text: 'a@b.test\n', press_enter: false },
      field('email', personal),
      'personal_data',
    ],
    ['typing at a button clicks it', { ...TYPE, press_enter: false }, facts({ name: 'Pay now' }), 'payment'],
    ['Tab and Enter in one go', { action: 'key', keys: ['Tab', 'Enter'] }, field('text', null), 'agreement'],
    [
      'an arrow and Enter in a menu',
      pressing('ArrowDown', 'Enter'),
      facts({ role: 'menuitem' }),
      'agreement',
    ],
    ['Escape and Enter', pressing('esc', 'enter'), field('search', null), 'agreement'],
    ['a letter and Space on a button', pressing('s', 'space'), facts({ name: 'Open' }), 'agreement'],
    ['an arrow and Enter in a field', pressing('ArrowDown', 'Enter'), field('text', null), 'allow'],
    [
      'an arrow and Enter in a list',
      pressing('Down', 'Enter'),
      facts({ tag: 'select', input: 'select' }),
      'allow',
    ],
    [
      'the same in a list of boxes',
      pressing('Down', 'Enter'),
      facts({ tag: 'div', role: 'combobox' }),
      'allow',
    ],
    ['Control and Enter', pressing('ctrl', 'Enter'), facts({ name: 'Open' }), 'allow'],
    ['Enter and then an arrow', pressing('Enter', 'ArrowDown'), facts({ name: 'Open' }), 'allow'],
    ['arrows alone', pressing('ArrowDown', 'ArrowDown'), facts({ role: 'menuitem' }), 'allow'],
    ['Tab', { action: 'key', keys: ['Tab'] }, field('email', personal), 'allow'],
    ['Enter on a focused button', ENTER, facts({ name: 'Pay now' }), 'payment'],
    ['Space on a focused button', { action: 'key', keys: ['space'] }, facts({ name: 'Pay now' }), 'payment'],
    ['Space in a field', { action: 'key', keys: [' '] }, field('email', personal), 'allow'],
    [
      'Enter in a note',
      ENTER,
      facts({ tag: 'textarea', input: 'textarea', editable: true, name: 'Notes' }),
      'allow',
    ],
    [
      'Enter in a chat',
      TYPE,
      facts({ tag: 'div', role: 'textbox', editable: true, name: 'Type a message' }),
      'message',
    ],
    ['Enter in a field of no form', ENTER, field('text', null), 'allow'],
    ['Enter as a line feed', { action: 'key', keys: ['\n'] }, facts({ name: 'Pay now' }), 'payment'],
    [
      'Enter as a carriage return',
      { action: 'key', keys: ['\r'] },
      field('email', personal),
      'personal_data',
    ],
    ['Tab and Enter as characters', { action: 'key', keys: ['\t', '\n'] }, field('text', null), 'agreement'],
    [
      'Enter in a tick box, which submits as well',
      ENTER,
      facts({ tag: 'input', role: 'checkbox', input: 'checkbox', form: personal }),
      'personal_data',
    ],
    [
      'a date and Enter',
      TYPE,
      facts({ tag: 'input', role: 'textbox', input: 'date', form: personal }),
      'personal_data',
    ],
    [
      'Enter on a file field',
      ENTER,
      facts({ tag: 'input', role: 'button', input: 'file', form: personal }),
      'allow',
    ],
    ['scrolling over it', { action: 'scroll', pixels: -5 }, facts({ name: 'Pay now' }), 'allow'],
    ['hovering over it', { action: 'mouse_move', coordinate: [1, 1] }, facts({ name: 'Pay now' }), 'allow'],
  ])('%s', (_, action, element, expected) => {
    expect(kindOf(action, element)).toBe(expected);
  });
});

test.each<[InputKind, string]>([
  ['text', '4111 1111'],
  ['payment', '••••'],
  ['password', '••••'],
  ['one_time_code', '••••'],
  ['national_id', '••••'],
])('the card on typing into a field for %s reads %s', (kind, shown) => {
  const verdict = judge({ ...TYPE, text: '4111 1111' }, field(kind, form(['payment'])));
  expect(verdict).toMatchObject({ title: `Type "${shown}" and press Enter in "Field"` });
});

describe('Enter in a box for messages', () => {
  const line = (name: string, form: FormFacts | null = null) => field('text', form, name);
  const region = (name: string) => facts({ tag: 'div', role: 'textbox', editable: true, name });

  test.each([
    'Type a message',
    'Antworten…',
    'Schreib eine Nachricht',
    'Répondre à Léa',
    'Escribe una respuesta',
    'Scrivi una risposta',
    'Escreva um comentário',
    'Plaats een reactie',
    'メッセージを入力',
    '写评论',
    '메시지 입력',
  ])('%s', (name) => {
    expect(kindOf(ENTER, line(name))).toBe('message');
    expect(kindOf(TYPE, region(name))).toBe('message');
    expect(kindOf({ ...TYPE, press_enter: false }, line(name))).toBe('allow');
  });

  test('a form around it with nothing to tell by', () => {
    expect(kindOf(ENTER, line('Type a message', form(['text'], { defaultButton: '' })))).toBe('message');
  });

  test('an editable region without a name may be a chat; a text area breaks the line', () => {
    expect(kindOf(ENTER, region(''))).toBe('message');
    expect(kindOf(ENTER, facts({ tag: 'textarea', input: 'textarea', editable: true }))).toBe('allow');
  });

  test.each([
    ['a postcode', line('Post code')],
    ['a postcode as an address', field('address', null, 'Post code')],
    ['a post office', region('Post office box')],
    ['a search among messages', line('Search for a message')],
    ['the same in German', line('Nachricht suchen')],
    ['the same in Japanese', line('メッセージを検索')],
    [
      'a field of a search form',
      line('Message', form(['text', 'select'], { isSearch: true, method: 'get' })),
    ],
    ['a line without a name', line('')],
    ['a document', region('Document body')],
  ])('%s is none', (_, element) => {
    expect(kindOf(ENTER, element)).toBe('allow');
  });
});

function pressing(...keys: string[]): Action {
  return { action: 'key', keys };
}

function link(name: string, href: string): Partial<ElementFacts> {
  return { tag: 'a', role: 'link', name, href };
}
