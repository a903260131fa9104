import type { InputKind } from '../../protocol/facts.ts';
import { isSecret } from '../../protocol/hidden.ts';
import { isInput, isSelect, isTextArea } from '../page/dom.ts';
import { nameOf } from './name.ts';

/** Tokens of the `autocomplete` attribute (HTML, 4.10.18.7.1). */
const BY_AUTOCOMPLETE: [RegExp, InputKind][] = [
  [/^(cc-.+|transaction-amount)$/, 'payment'],
  [/^(current|new)-password$/, 'password'],
  [/^one-time-code$/, 'one_time_code'],
  [/^email$/, 'email'],
  [/^tel(-.+)?$/, 'tel'],
  [/^(name|given-name|additional-name|family-name|nickname|honorific-.+)$/, 'person_name'],
  [/^username$/, 'username'],
  [/^(street-address|address-.+|postal-code|country(-name)?)$/, 'address'],
  [/^bday(-.+)?$/, 'birthday'],
  [/^organization(-title)?$/, 'organization'],
];

/**
 * What name, id and label say where `autocomplete` is silent, in several languages. Tested on lower-case words;
 * order matters: the card holder's name is payment, not a name.
 */
const BY_WORDS: [RegExp, InputKind][] = [
  [
    /card ?(number|no|holder|num)|credit ?card|debit ?card|\bcc ?(num|number|name|exp|csc|cvc|cvv)|\b(cvc|cvv|csc|iban|bic)\b|security code|karten ?nummer|numero de (la )?(carte|tarjeta)|numero (della )?carta|numero do cartao|kaartnummer|expir(y|ation)/,
    'payment',
  ],
  [
    /one ?time ?(code|password)|\botp\b|(verification|authentication|digit|sms) code|2fa|(bestatigungs|einmal|verificatie)code|code de verification|codigo de verifica(cion|cao)|codice di verifica/,
    'one_time_code',
  ],
  [/pass ?word|passwort|kennwort|mot de passe|contrasena|\bsenha\b|wachtwoord/, 'password'],
  [/\be ?mail\b|courriel|correo electronico/, 'email'],
  [/\b(tele)?phone\b|\bmobile (number|no)\b|telefon|telephone|telefono|\btel\b|handynummer/, 'tel'],
  [
    /social security|\bssn\b|passport|national id|\btax id\b|ausweis|steuer ?id|codice fiscale|\bdni\b|\bcpf\b|\bbsn\b/,
    'national_id',
  ],
  [/birth|\bdob\b|geburt|naissance|nacimiento|nascita|nascimento|geboorte/, 'birthday'],
  [/user ?name|benutzername|nom d utilisateur|nombre de usuario|nome utente|gebruikersnaam/, 'username'],
  [
    /(first|last|full|family|given|middle|your|sur) ?name\b|surname|vorname|nachname|\bprenom\b|nom de famille|\bnombre\b|apellido|\bcognome\b|nome completo|voornaam|achternaam|^name$/,
    'person_name',
  ],
  [
    /street|\baddress\b|zip ?code|post ?code|postal code|postleitzahl|\bplz\b|strasse|anschrift|\badresse\b|code postal|direccion|codigo postal|indirizzo|\bcap\b|endereco|\bcep\b/,
    'address',
  ],
];

const BY_TYPE: Record<string, InputKind> = {
  text: 'text',
  search: 'search',
  password: 'password',
  email: 'email',
  tel: 'tel',
  url: 'url',
  number: 'number',
  date: 'date',
  month: 'date',
  week: 'date',
  time: 'date',
  'datetime-local': 'date',
  checkbox: 'checkbox',
  radio: 'radio',
  file: 'file',
  range: 'range',
  color: 'color',
};

/** What a field asks for; null for everything that is not a field, buttons and hidden fields among them. */
export function inputKindOf(element: Element): InputKind | null {
  if (isInput(element)) {
    const byType = BY_TYPE[element.type];
    if (!byType) return null;
    if (['text', 'number', 'date'].includes(byType)) return meaning(element, byType);
    // `tel` is taken for any digits, for the sake of its keypad; of the others only what is declared counts.
    const found = byType === 'tel' ? meaning(element, byType) : byAutocomplete(element);
    return isSecret(found) ? found : byType;
  }
  if (isTextArea(element)) return meaning(element, 'textarea');
  if (isSelect(element)) return byAutocomplete(element) ?? 'select';
  return null;
}

function meaning(element: Element, otherwise: InputKind): InputKind {
  const declared = byAutocomplete(element);
  if (declared) return declared;
  const text = words(`${element.getAttribute('name') ?? ''} ${element.id}`);
  const label = words(nameOf(element));
  return (
    BY_WORDS.find(([pattern]) => pattern.test(label) || pattern.test(text))?.[1] ??
    (/\b(search|query|suche|recherche|buscar|cerca|zoeken)\b|^q\b/.test(`${label} ${text}`)
      ? 'search'
      : otherwise)
  );
}

function byAutocomplete(element: Element): InputKind | null {
  const tokens = element.getAttribute('autocomplete')?.toLowerCase().split(/\s+/) ?? [];
  const token = tokens.filter((t) => t !== 'webauthn').at(-1) ?? '';
  return BY_AUTOCOMPLETE.find(([pattern]) => pattern.test(token))?.[1] ?? null;
}

/** Lower-case words without diacritics; camelCase and snake_case split. */
function words(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
