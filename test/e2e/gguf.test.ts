import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'gguf', 'gqa32');

let world: World;
beforeAll(async () => {
  world = await openWorld({ path: '/words' });
});
afterAll(() => world.close());

test('a split GGUF and its mmproj are looked at and imported in the browser', async () => {
  const { panel } = world;
  await panel.getByRole('button', { name: 'Settings', exact: true }).click();
  await panel.locator('input[type=file][webkitdirectory]').setInputFiles(FOLDER);
  const card = panel.getByRole('region', { name: 'gqa32' });
  await card.getByText('GGUF, 412 kB').waitFor();
  expect(await card.getByText(/ on the GPU · about .* to import$/).count()).toBe(3);
  await card.getByRole('radio', { name: /^4-bit with 8-bit output/ }).check();
  await card.getByRole('combobox').selectOption('fara-tiny');
  await card.getByRole('button', { name: 'Import' }).click();
  await panel.getByText('gqa32 is installed. Choose it above to use it.').waitFor();
  expect(await panel.getByRole('radio', { name: /^gqa32/ }).count()).toBe(1);
});
