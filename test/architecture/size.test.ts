import { expect, test } from 'vitest';
import { sourceFiles } from './sources.ts';

const MAX_LINES = 300;
/** Files that start a context; they only compose. */
const ENTRY =
  /^src\/(background|offscreen|content|sidepanel|cli)\/main\.tsx?$|^src\/(engine|weights)\/worker\.ts$/;
const MAX_ENTRY_LINES = 100;

const files = sourceFiles().map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));

test(`no source file is longer than ${MAX_LINES} lines`, () => {
  expect(files.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
});

test(`no entry point is longer than ${MAX_ENTRY_LINES} lines`, () => {
  expect(files.filter(({ path, lines }) => ENTRY.test(path) && lines > MAX_ENTRY_LINES)).toEqual([]);
});
