import { expect, test } from 'vitest';
import { importsOf, sourceFiles } from './sources.ts';

const ENTRIES = [
  'src/background/main.ts',
  'src/offscreen/main.ts',
  'src/sidepanel/main.tsx',
  'src/content/main.ts',
  'src/engine/worker.ts',
  'src/weights/worker.ts',
];

test.each(ENTRIES)('%s switches off Zod’s code generation before any schema is made', (path) => {
  const file = sourceFiles().find((candidate) => candidate.path === path);
  expect(importsOf(file?.text ?? '')[0]).toBe('../protocol/jitless.ts');
});
