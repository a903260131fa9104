import { expect, test } from 'vitest';
import { ALL } from '../bench/hands/behaviours/index.ts';
import { runHands } from '../bench/hands/run.ts';

/** The whole table, with trusted input beside it: `npm run bench -- hands`. */
const SITES = ['plain', 'react', 'lit', 'drag'];
const chosen = ALL.filter(({ site, reason }) => SITES.includes(site) && reason === undefined);

/** In several tests, so that none takes long where much else runs. */
const PART = 90;
const parts = Array.from({ length: Math.ceil(chosen.length / PART) }, (_, index) => index + 1);

test.for(parts)(
  'the built extension does in pages and libraries what a person could, part %i',
  async (part) => {
    const behaviours = chosen.slice((part - 1) * PART, part * PART);
    const { findings } = await runHands(behaviours, { reference: false, patienceMs: 5000 });
    expect(findings.length).toBe(behaviours.length);
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  },
);
