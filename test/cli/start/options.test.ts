import { expect, test } from 'vitest';
import { DEFAULT_TASK, parseStartOptions } from '../../../src/cli/start/options.ts';
import { UsageError } from '../../../src/cli/usage.ts';

test('without flags: the shop, a window where there is a display', () => {
  expect(parseStartOptions([], true)).toEqual({
    task: DEFAULT_TASK,
    url: null,
    device: 'auto',
    headless: false,
    keepOpen: false,
    screenshots: null,
    json: null,
    help: false,
  });
  expect(parseStartOptions([], false).headless).toBe(true);
});

test('every flag', () => {
  const args = [
    '--task',
    ' Search for lamp. ',
    '--url',
    'http://localhost:8080/shop',
    '--device',
    'cpu',
    '--headless',
  ];
  const rest = ['--keep-open', '--screenshots', 'shots', '--json', 'run.json'];
  expect(parseStartOptions([...args, ...rest], true)).toMatchObject({
    task: 'Search for lamp.',
    url: 'http://localhost:8080/shop',
    device: 'cpu',
    headless: true,
    keepOpen: true,
    screenshots: 'shots',
    json: 'run.json',
  });
});

test.each([
  [['--device', 'tpu'], "--device is 'tpu'; it must be one of auto, webgpu, cpu."],
  [['--url', 'file:///etc/passwd'], "--url is 'file:///etc/passwd'; it must be an http or https address."],
  [['--task', '  '], '--task is empty'],
  [['--tsak', 'x'], "Unknown option '--tsak'"],
  [['stray'], 'stray'],
])('%j is a usage error', (args, message) => {
  expect(() => parseStartOptions(args, true)).toThrow(UsageError);
  expect(() => parseStartOptions(args, true)).toThrow(message);
});
