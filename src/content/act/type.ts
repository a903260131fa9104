import type { PageAction } from '../../protocol/content.ts';
import type { Hit } from '../../protocol/effect.ts';
import { hitOf } from '../facts/facts.ts';
import { chooseOption } from '../keyboard/choice.ts';
import { announceChoice, setValue } from '../keyboard/edit.ts';
import { chord, typeText } from '../keyboard/keyboard.ts';
import { fieldValue } from '../keyboard/written_dates.ts';
import { type Aim, controlOf } from '../page/aim.ts';
import { deepActiveElement, editingHost, isDisabled, isInput, isSelect, isTextField } from '../page/dom.ts';
import { click } from '../pointer/click.ts';
import { showPickerOf } from '../popup/pickers.ts';
import { checkHovered, type Judged, LeftOut, Refusal } from './refusal.ts';
import { takesEnter, WHOLE } from './takes.ts';

/**
 * Upstream's `type`: click, if there is a point; select all and delete, if asked; the text; Enter, if asked.
 * Returns a note for the report, mostly ''. Throws Refusal where nothing takes the text.
 */
export async function typeInto(
  action: PageAction & { kind: 'type' },
  aim: Aim | null,
  judged: Judged | null,
): Promise<string> {
  const hit = judged?.hit ?? null;
  if (judged && isDisabled(judged.control))
    throw new Refusal('disabled', `"${judged.hit.name}" is disabled.`, hit);
  if (aim && judged) {
    click(aim, {}, (now) => checkHovered(judged, controlOf(now.element)));
    // A handler may put the focus somewhere else, a moment later.
    await new Promise((resolve) => setTimeout(resolve));
  }
  const target = deepActiveElement();
  // A line break in it is Enter, too.
  const text = takesEnter(judged, target) ? action.text : (action.text.split(/[\r\n]/, 1)[0] ?? '');
  const note = await enterText(target, { ...action, text }, hit);
  const focused = deepActiveElement();
  if (text !== action.text || (action.pressEnter && !takesEnter(judged, focused)))
    throw new LeftOut(heldBack(focused));
  if (action.pressEnter) await chord(['Enter']);
  // As the browser does while one types.
  else if (target && isInput(target) && target.list && !WHOLE.has(target.type))
    return showPickerOf(target) ?? note;
  return note;
}

function heldBack(focused: Element | null): string {
  const found = focused && hitOf(focused);
  const where = found ? `"${found.name}" (${found.role})` : 'the page';
  return `Enter was left out: it would go to ${where}, which nobody has judged. Press it as an action of its own.`;
}

async function enterText(
  target: Element | null,
  { text, deleteExisting }: PageAction & { kind: 'type' },
  hit: Hit | null,
): Promise<string> {
  if (target && isSelect(target)) {
    if (chooseOption(target, text)) return 'Chose an option of a native list.';
    throw new Refusal('needs_person', `The list has no option "${text}".`, hit);
  }
  if (target && isInput(target) && WHOLE.has(target.type)) return setWhole(target, text, hit);
  if (!target || !(isTextField(target) || editingHost(target))) {
    const what = hit ? `"${hit.name}" (${hit.role})` : 'What is focused';
    throw new Refusal('not_editable', `${what} takes no text.`, hit);
  }
  if (isTextField(target) && target.readOnly) {
    throw new Refusal('not_editable', `"${hit?.name}" is read-only.`, hit);
  }
  if (deleteExisting) {
    await chord(['Control', 'a']);
    await chord(['Backspace']);
  }
  // A tab would carry the rest of the text into an element that nobody has looked at.
  await typeText(text.replaceAll('\t', ' '));
  return '';
}

function setWhole(input: HTMLInputElement, text: string, hit: Hit | null): string {
  const before = input.value;
  const wanted = fieldValue(input.type, text);
  setValue(input, wanted);
  if (input.value === '' || (input.type === 'color' && input.value !== wanted.toLowerCase())) {
    setValue(input, before);
    throw new Refusal('not_editable', `"${text}" is no value for an input of type ${input.type}.`, hit);
  }
  announceChoice(input);
  return `Set a ${input.type} field as a whole.`;
}
