// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { fara7b } from '../../src/fara/profiles/fara-7b.ts';
import { ClickCheck } from '../../src/offscreen/click_check.ts';

test('two panels that start at once leave one test running, which can be cancelled', async () => {
  const signals: AbortSignal[] = [];
  const check = new ClickCheck(
    // A model that is still being loaded.
    (_choice, signal) =>
      new Promise((_, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    () => ({ status: 'idle' }),
  );
  const { startCheck, cancelCheck, checkState } = check.handlers();
  const start = () =>
    startCheck({ device: 'cpu', model: null, contextTokens: 4096, profileId: fara7b.id }, undefined);
  await Promise.all([start(), start(), start()]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
  await cancelCheck({}, undefined);
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
  expect((await checkState({}, undefined)).running).toBeNull();
});
