import { expect, test } from 'vitest';
import { judgeFor } from '../../../src/cli/start/judges.ts';
import { stepLines } from '../../../src/cli/start/print.ts';
import type { Step } from '../../../src/protocol/task.ts';

const step: Step = {
  index: 0,
  thoughts: 'I will\nclick Mug.',
  action: { action: 'left_click', coordinate: [236, 112] },
  point: { imageX: 236, imageY: 112, cssX: 472, cssY: 224 },
  screenshotId: 's1',
  pixels: 'a0',
  url: 'http://127.0.0.1/shop/',
  viewport: { width: 896, height: 560 },
  effect: {
    kind: 'page',
    hit: { tag: 'a', role: 'link', name: 'Mug' },
    changes: [{ what: 'navigation' }],
    note: '',
  },
  timings: { captureMs: 36.4, visionMs: 400, prefillMs: 300, decodeMs: 120, actMs: 73 },
  tokens: { prompt: 191, reused: 20, prefilled: 171, generated: 13, passes: 7 },
};

test('a step shows thought, action, where in both spaces, effect and milliseconds', () => {
  expect(stepLines(step)).toMatchInlineSnapshot(`
    "Step 1
      thought  I will click Mug.
      action   left_click at image (236, 112) = page (472, 224) px
      effect   link "Mug": navigation
      took     capture 36, vision 400, prefill 300, decode 120, act 73 ms; 191 prompt tokens (20 reused, 171 read), 13 generated in 7 passes"
  `);
});

test('nothing changed is said', () => {
  const effect = { kind: 'page', hit: null, changes: [], note: '' } as const;
  expect(stepLines({ ...step, effect: { ...effect, changes: [] } })).toContain(
    'effect   the page: nothing changed',
  );
});

test('the outcome of known tasks can be judged, of others not', () => {
  for (const task of [
    'Add the lamp to the cart.',
    'Search for lamp.',
    'Type "a" into the Name field.',
    'Buy the mug.',
  ]) {
    expect(judgeFor(task), task).not.toBeNull();
  }
  expect(judgeFor('Write a poem.')).toBeNull();
});
