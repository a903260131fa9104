import { expect, test } from 'vitest';
import { ALL } from '../bench/hands/behaviours/index.ts';
import { runHands } from '../bench/hands/run.ts';

/** The whole table, with trusted input beside it: `npm run bench -- hands`. */
const SITES = ['plain', 'react', 'lit', 'drag'];

test('the built extension does on plain pages and in libraries what a person could', async () => {
  const behaviours = ALL.filter(({ site, reason }) => SITES.includes(site) && reason === undefined);
  expect(behaviours.length).toBeGreaterThan(100);
  const { findings } = await runHands(behaviours, { reference: false, patienceMs: 5000 });
  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
});
