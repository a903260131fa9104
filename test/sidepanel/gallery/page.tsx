import { render } from 'preact';
import { App } from '../../../src/sidepanel/app.tsx';
import '../../../src/sidepanel/styles/index.ts';
import { chooseFolder } from '../choose_folder.ts';
import { fakeBackground } from '../fake_background.ts';
import { GALLERY } from './states.ts';

const moment = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Draws the state named in the address's hash, in place of the one before. */
async function draw(): Promise<void> {
  const name = location.hash.slice(1);
  const state = GALLERY[name];
  const place = document.getElementById('app');
  if (!state || !place) throw new Error(`no gallery state '${name}'; there are ${Object.keys(GALLERY)}`);

  const screenshot = async (id: string) => (await fetch(`/shots/${id}.png`)).blob();
  const background = fakeBackground({ ...state, screenshot });
  render(null, place);
  render(<App ports={background.ports} />, place);

  await moment();
  for (const event of state.events ?? []) background.tell(event);
  if (state.press === 'Start') {
    const box = place.querySelector('textarea');
    if (box) box.value = 'Add the lamp to the cart';
    box?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await moment();
  }
  const press = (name: string | undefined) =>
    [...place.querySelectorAll<HTMLElement>('button, summary')]
      .find((candidate) => candidate.getAttribute('aria-label') === name || candidate.textContent === name)
      ?.click();
  press(state.press);
  if (state.chooses !== undefined) {
    await moment();
    const input = place.querySelector<HTMLInputElement>('input[type=file]');
    if (input) chooseFolder(input, state.chooses);
  }
  if (state.opens !== undefined) {
    await moment();
    press(state.opens);
    await moment();
  }
  document.body.dataset.drawn = name;
}

addEventListener('hashchange', () => void draw());
if (location.hash) await draw();
