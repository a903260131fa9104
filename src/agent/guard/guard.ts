import type { Action } from '../../protocol/action.ts';
import type { ElementFacts, FormFacts } from '../../protocol/facts.ts';
import { HIDDEN, isSecret } from '../../protocol/hidden.ts';
import type { CriticalKind } from '../../protocol/task.ts';
import { keyName } from '../keys.ts';
import { fold } from './fold.ts';
import { onlyChooses, submitKind } from './form.ts';
import { isMessageBox } from './message_box.ts';
import { bindingKind } from './names.ts';
import { pressesUnseen } from './unseen.ts';

/** All kinds but the model's own stop. */
type RuleKind = Exclude<CriticalKind, 'model'>;

/** Go on, or stop and ask. `title` is one line on what is about to happen, `reason` says why it matters. */
export type Verdict =
  | { verdict: 'allow' }
  | { verdict: 'critical'; kind: RuleKind; title: string; reason: string };

const ALLOW: Verdict = { verdict: 'allow' };

/**
 * The rules on critical points, independent of the model. `facts`: the element the action is about to use (the
 * one at its point, or the focused one); null where there is none. Adding to a cart, searching, filtering and
 * ordinary links are never critical.
 */
export function judge(action: Action, facts: ElementFacts | null): Verdict {
  if (action.action === 'key' && pressesUnseen(action.keys.map(keyName), facts)) {
    return critical('agreement', `Press ${action.keys.join(', then ')}`);
  }
  if (!facts || facts.disabled) return ALLOW;
  switch (action.action) {
    case 'left_click':
      return activation(facts, 'Click');
    case 'type': {
      // Typing begins with a click, and a line break in the text is Enter too.
      const clicked = facts.editable ? ALLOW : activation(facts, 'Click');
      if (clicked.verdict === 'critical' || !(action.press_enter || /[\r\n]/.test(action.text)))
        return clicked;
      return enter(facts, `Type "${typed(action, facts)}" and press Enter`);
    }
    case 'key':
      return keys(action.keys.map(keyName), facts);
    case 'mouse_move':
    case 'scroll':
    case 'visit_url':
    case 'web_search':
    case 'history_back':
    case 'pause_and_memorize_fact':
    case 'wait':
    case 'terminate':
      return ALLOW;
  }
}

function keys(pressed: string[], facts: ElementFacts): Verdict {
  if (pressed.includes('Enter')) return enter(facts, 'Press Enter');
  if (pressed.includes(' ') && facts.input === null && !facts.editable)
    return activation(facts, 'Press Space on');
  return ALLOW;
}

function typed({ text }: { text: string }, { input }: ElementFacts): string {
  return isSecret(input) ? HIDDEN : shorten(text);
}

/** Enter: activates a focused button or link, submits the form of a field, sends the message in a message box. */
function enter(facts: ElementFacts, verb: string): Verdict {
  const line = isLine(facts);
  if (!line && !facts.editable) return activation(facts, 'Press Enter on');
  const title = `${verb} in ${quote(facts.name, 'a field')}`;
  const sent = line && facts.form ? submission(facts.form, facts.form.defaultButton ?? '', title) : ALLOW;
  return sent.verdict === 'allow' && isMessageBox(facts) ? critical('message', title) : sent;
}

/** A field in which Enter submits the form: a tick box or a date as much as a line of text. */
function isLine({ tag, input }: ElementFacts): boolean {
  return tag === 'input' && input !== null && input !== 'file' && input !== 'color';
}

function activation(facts: ElementFacts, verb: string): Verdict {
  const title = `${verb} ${quote(facts.name, facts.role)}`;
  if (/^(mailto|tel|sms|facetime):/i.test(facts.href ?? '')) return critical('message', title);
  if (facts.isSubmit && facts.form) return submission(facts.form, facts.name, title);
  if (!isControl(facts)) return ALLOW;
  // Boxes and links that one can press are whole cards at times; a button of the browser's own is one deed.
  const kind = namedKind(facts.name, facts.form, facts.tag === 'button' || facts.tag === 'input');
  if (!kind || (leadsElsewhere(facts) && !bindsAsLink(kind))) return ALLOW;
  return critical(kind, title);
}

function submission(form: FormFacts, button: string, title: string): Verdict {
  // The name says more ("Place order") than the fields ("asks for an e-mail"), so it comes first.
  // A search may be all the text there is in a form around a whole page: its other buttons still bind.
  const kind = namedKind(button, form, true) ?? (form.isSearch ? null : submitKind(form));
  return kind ? critical(kind, title) : ALLOW;
}

function namedKind(name: string, form: FormFacts | null, long: boolean): RuleKind | null {
  const kind = bindingKind(name, { long });
  return kind && form && fold(name) === 'apply' && onlyChooses(form) ? null : kind;
}

/** Roles that are pressed to make something happen. Text, headings and fields merely mention. */
function isControl({ role, tag }: ElementFacts): boolean {
  return ['button', 'link', 'menuitem', 'option', 'tab'].includes(role) || tag === 'summary';
}

/** A link to another page: it shows the form, and the form's own button is judged when its turn comes. */
function leadsElsewhere({ href, url }: ElementFacts): boolean {
  if (!href || !/^https?:/i.test(href)) return false;
  return withoutHash(href) !== withoutHash(url);
}

/** Some shops order, pay and delete by plain links. */
function bindsAsLink(kind: RuleKind): boolean {
  return kind === 'order' || kind === 'payment' || kind === 'delete';
}

const REASONS: Record<RuleKind, string> = {
  order: 'This may place an order that you have to pay for.',
  payment: 'This may pay or move money, or send payment details.',
  booking: 'This may book, reserve or cancel something in your name.',
  credentials: 'This sends a password or a one-time code.',
  personal_data: 'This sends personal details to the site.',
  account: 'This may open, close or change an account or a subscription.',
  message: 'This may send a message or an application to other people in your name.',
  publish: 'This may publish something in your name.',
  delete: 'This may delete something for good.',
  agreement: 'This may confirm or sign something that binds you.',
};

function critical(kind: RuleKind, title: string): Verdict {
  return { verdict: 'critical', kind, title, reason: REASONS[kind] };
}

function quote(name: string, otherwise: string): string {
  return name ? `"${shorten(name)}"` : otherwise;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
