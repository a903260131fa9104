import type { Judge } from '../../src/cli/start/judges.ts';
import type { DeviceChoice } from '../../src/protocol/engine.ts';

/** One task for the shipped model, judged by what the page and its server have become. */
export interface TaskCase {
  task: string;
  /** Where the agent starts. */
  path: string;
  judge: Judge;
  /** The model itself must say that it is done, too. */
  terminates?: true;
  /** Default `cpu`; on software WebGPU a step takes a minute. */
  device?: DeviceChoice;
}

export const TASKS: readonly TaskCase[] = [
  {
    task: 'Click the Help button.',
    path: '/words',
    judge: ({ state }) => lastClick(state) === 'Help',
    terminates: true,
  },
  { task: 'Click the red button.', path: '/colours', judge: ({ state }) => lastClick(state) === 'red' },
  { task: 'Search for lamp.', path: '/shop/', judge: ({ state }) => state.shop.searches.at(-1) === 'lamp' },
  {
    task: 'Type "maria" into the Name field.',
    path: '/contact',
    judge: ({ state }) => state.typed.name === 'maria' && state.forms.length === 0,
    terminates: true,
  },
  {
    task: 'Add the lamp to the cart.',
    path: '/shop/',
    judge: ({ state }) => cart(state) === '1 lamp',
    terminates: true,
  },
  { task: 'Add the clock to the cart.', path: '/shop/', judge: ({ state }) => cart(state) === '1 clock' },
  {
    task: 'Scroll down to Continue.',
    path: '/long',
    judge: ({ page }) =>
      page.getByRole('button', { name: 'Continue' }).evaluate((button) => {
        const { top, bottom } = button.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }),
  },
  {
    task: 'Type "Berlin" into the City field, then click Next.',
    path: '/wizard',
    judge: ({ state, page }) => state.typed.city === 'Berlin' && new URL(page.url()).pathname === '/wizard/2',
  },
  {
    task: 'Open Settings.',
    path: '/',
    judge: ({ page }) => new URL(page.url()).pathname === '/settings',
    terminates: true,
  },
  {
    task: 'Click the blue button.',
    path: '/colours',
    judge: ({ state }) => lastClick(state) === 'blue',
    device: 'webgpu',
  },
  {
    task: 'Open Cart.',
    path: '/shop/',
    judge: ({ page }) => new URL(page.url()).pathname === '/shop/cart',
    device: 'webgpu',
  },
];

type State = Parameters<Judge>[0]['state'];

const lastClick = (state: State) => state.clicks.at(-1)?.value;
const cart = (state: State) =>
  state.shop.cart.map(({ product, quantity }) => `${quantity} ${product}`).join(', ');
