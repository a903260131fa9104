import { defineConfig } from 'vitest/config';

/** Three suites: `unit` (seconds, no browser), `parity` (the engine against torch), `e2e` (real Chromium). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{architecture,protocol,platform,fara,agent,engine,endpoint,weights,content,background,offscreen,sidepanel,cli}/**/*.test.{ts,tsx}',
          ],
        },
      },
      {
        test: {
          name: 'parity',
          include: ['test/parity/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 420_000,
          // A real browser on a loaded machine. `npm test` names each test that needed it: that one has a race.
          retry: 1,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
