import { expect, test } from 'vitest';
import { type Frame, mayOpen } from '../../src/background/guard/may_open.ts';

const SHOP = 'http://shop.test';
const ADS = 'http://ads.test';

function frame(frameId: number, origin: string): Frame {
  return { frameId, document: `d${frameId}`, origin };
}

const FRAMES = [
  frame(0, SHOP),
  frame(1, SHOP),
  frame(2, ADS),
  frame(3, 'null'),
  frame(4, 'null'),
  frame(5, ADS),
];

test.each([
  ['the page and frames of its own site', 0, ['d0', 'd1']],
  ['the frame of another site that was acted in, with those of its site', 2, ['d0', 'd1', 'd2', 'd5']],
  ['a sandboxed frame that was acted in, and no other sandbox', 3, ['d0', 'd1', 'd3']],
  ['a frame that is gone', 9, ['d0', 'd1']],
])('windows are opened for %s', (_, acted, documents) => {
  expect([...mayOpen(FRAMES, acted)].sort()).toEqual(documents);
});

test('a page in a sandbox speaks for itself alone', () => {
  expect([...mayOpen([frame(0, 'null'), frame(1, 'null'), frame(2, SHOP)], 0)]).toEqual(['d0']);
  expect([...mayOpen([], 0)]).toEqual([]);
});
