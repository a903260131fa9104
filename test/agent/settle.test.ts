import { describe, expect, test } from 'vitest';
import { restsIn, settle } from '../../src/agent/settle.ts';
import type { PageState } from '../../src/protocol/content.ts';

const QUIET: PageState = {
  url: 'http://shop.test/',
  title: '',
  visible: true,
  readyState: 'complete',
  quietMs: 5000,
  pendingRequests: 0,
  pendingImages: 0,
  runningAnimations: 0,
  viewport: { width: 800, height: 600 },
  devicePixelRatio: 1,
  scroll: { x: 0, y: 0 },
};

describe('a page has come to rest', () => {
  test.each<[string, PageState | null, elapsedMs: number, settled: boolean]>([
    ['a quiet page is given a moment to react', QUIET, 100, false],
    ['and is looked at well before the 3 s of upstream', QUIET, 400, true],
    ['loading', { ...QUIET, readyState: 'loading' }, 5000, false],
    ['loading for ever', { ...QUIET, readyState: 'interactive' }, 15_000, true],
    ['just changed', { ...QUIET, quietMs: 50 }, 1000, false],
    ['never rests', { ...QUIET, quietMs: 0 }, 3000, true],
    ['an image is missing', { ...QUIET, pendingImages: 1 }, 1000, false],
    ['its server has not answered', { ...QUIET, pendingRequests: 1 }, 4000, false],
    ['its server never answers', { ...QUIET, pendingRequests: 1 }, 6000, true],
    ['something moves', { ...QUIET, runningAnimations: 1 }, 1000, false],
    ['nobody answers', null, 1000, false],
    ['nobody answers for long', null, 3000, true],
  ])('%s', (_, state, elapsedMs, settled) => {
    expect(restsIn(state, elapsedMs) <= 0).toBe(settled);
  });

  test('a look that fails is no answer, and waiting can be aborted', async () => {
    let now = 0;
    const controller = new AbortController();
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
        if (now >= 1000) controller.abort();
      },
    };
    const look = () => Promise.reject(new Error('The page is going away'));
    await expect(settle(look, clock, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(now).toBe(1000);
  });

  test('the last wait is as long as it must be, and what comes after it is told before', async () => {
    let now = 0;
    const told: number[] = [];
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const stirredAt = 130;
    const look = async () => ({ ...QUIET, quietMs: now - stirredAt });
    await settle(look, clock, new AbortController().signal, () => told.push(now));
    expect(now).toBe(stirredAt + 400);
    expect(told).toEqual([500]);
  });
});
