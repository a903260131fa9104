import { expect, test } from 'vitest';
import { CoordinateRangeError, resolvePoint } from '../../src/fara/coordinates.ts';
import type { Size } from '../../src/protocol/geometry.ts';
import { golden } from './fixtures.ts';

type Pair = [number, number];
const { click } = golden<{ click: Record<'sent' | 'viewport' | 'model' | 'css', Pair> }>('golden-loop.json');
const size = ([width, height]: Pair): Size => ({ width, height });
const image = size(click.sent);
const viewport = size(click.viewport);

test('image px become CSS px as floats, exactly as upstream computes them', () => {
  expect(resolvePoint(click.model, { kind: 'image' }, image, viewport)).toEqual({
    imageX: click.model[0],
    imageY: click.model[1],
    cssX: click.css[0],
    cssY: click.css[1],
  });
});

test('a normalised space is mapped to both', () => {
  const space = { kind: 'normalized', width: 1000, height: 1000 } as const;
  expect(resolvePoint([500, 250], space, image, viewport)).toEqual({
    imageX: 714,
    imageY: 224,
    cssX: 720,
    cssY: 225,
  });
});

test('the corners of the screen are inside', () => {
  expect(resolvePoint([0, 0], { kind: 'image' }, image, viewport)).toMatchObject({ cssX: 0, cssY: 0 });
  const { cssX, cssY } = resolvePoint([1427.9, 895.9], { kind: 'image' }, image, viewport);
  expect(cssX < 1440 && cssY < 900).toBe(true);
});

test.each<[Pair, 'x' | 'y', number, number]>([
  [[1428, 5], 'x', 1428, 1428],
  [[-1, 5], 'x', -1, 1428],
  [[5, 900], 'y', 900, 896],
  [[5, -0.5], 'y', -0.5, 896],
  [[Number.NaN, 5], 'x', Number.NaN, 1428],
])('%j lies outside: an error with value and limit, no clamp', (coordinate, axis, value, limit) => {
  const resolve = () => resolvePoint(coordinate, { kind: 'image' }, image, viewport);
  expect(resolve).toThrow(CoordinateRangeError);
  expect(resolve).toThrow(expect.objectContaining({ axis, value, limit }));
  expect(resolve).toThrow(
    `${axis} = ${value} lies outside the screen: it must be at least 0 and less than ${limit}`,
  );
});
