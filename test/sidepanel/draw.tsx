import { render } from 'preact';
import { act } from 'preact/test-utils';
import { onTestFinished } from 'vitest';
import type { AppEvent } from '../../src/protocol/events.ts';
import { App } from '../../src/sidepanel/app.tsx';
import { type FakeOptions, fakeBackground } from './fake_background.ts';

type Kind = 'button' | 'summary' | 'input' | 'textarea' | '[role=alertdialog]' | '[role=alert]' | 'progress';

/** The accessible name of a control, as far as the panel names its own. */
function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label') ?? element.closest('label')?.textContent;
  return (label ?? element.textContent ?? '').trim();
}

/** Does something, then lets all that follows from it happen. */
async function after(deed: () => void): Promise<void> {
  await act(async () => {
    deed();
    await new Promise((resolve) => setTimeout(resolve));
  });
}

/** The whole panel, drawn on a fake background, with what a person can do to it. */
export async function drawPanel(options: FakeOptions = {}) {
  const background = fakeBackground(options);
  const place = document.createElement('div');
  document.body.append(place);
  await after(() => render(<App ports={background.ports} />, place));
  onTestFinished(() => {
    act(() => render(null, place));
    place.remove();
  });

  function all(kind: Kind, name: string | RegExp): HTMLElement[] {
    const fits = (text: string) => (typeof name === 'string' ? text === name : name.test(text));
    return [...place.querySelectorAll<HTMLElement>(kind)].filter((element) => fits(nameOf(element)));
  }
  function find(kind: Kind, name: string | RegExp): HTMLElement {
    const found = all(kind, name);
    if (found.length !== 1 || !found[0])
      throw new Error(`${found.length} of ${kind} '${name}' in: ${place.innerHTML}`);
    return found[0];
  }

  return {
    ...background,
    place,
    all,
    find,
    button: (name: string | RegExp) => find('button', name) as HTMLButtonElement,
    text: () => place.textContent ?? '',
    press: (name: string | RegExp) => after(() => find('button', name).click()),
    type: (field: HTMLElement, text: string) =>
      after(() => {
        if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
          throw new Error('no field');
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    key: (target: Element, key: string, more: KeyboardEventInit = {}) =>
      after(() => {
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
      }),
    hear: (event: AppEvent) => after(() => background.tell(event)),
    wait: (milliseconds: number) =>
      act(() => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))),
  };
}
