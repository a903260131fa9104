import { expect, test } from 'vitest';
import { parseAgentOptions } from '../../../src/cli/agent/options.ts';
import { UsageError } from '../../../src/cli/usage.ts';

const REQUIRED = ['--task', 'Click Help.', '--url', 'http://localhost:8080/words'];

test('task and address are enough', () => {
  expect(parseAgentOptions(REQUIRED, false)).toEqual({
    task: 'Click Help.',
    url: 'http://localhost:8080/words',
    policy: { kind: 'tiny' },
    maxSteps: 100,
    onCritical: 'stop',
    onStuck: 'continue',
    viewport: null,
    devicePixelRatio: 1,
    timeoutMs: null,
    out: null,
    headless: true,
    device: 'auto',
  });
});

test('where there is a display, a person sees the panel and is asked', () => {
  expect(parseAgentOptions(REQUIRED, true)).toMatchObject({
    headless: false,
    onCritical: 'ask',
    onStuck: 'ask',
  });
  expect(parseAgentOptions([...REQUIRED, '--headless'], true)).toMatchObject({
    headless: true,
    onCritical: 'stop',
  });
});

test('every flag', () => {
  const flags = '--policy pack:my/pack --max-steps 7 --on-critical deny --on-stuck stop --viewport 1440x900';
  const rest = '--dpr 1.25 --timeout 90 --out runs/1 --headed --device webgpu';
  expect(parseAgentOptions([...REQUIRED, ...`${flags} ${rest}`.split(' ')], true)).toMatchObject({
    policy: { kind: 'pack', folder: 'my/pack' },
    maxSteps: 7,
    onCritical: 'deny',
    onStuck: 'stop',
    viewport: { width: 1440, height: 900 },
    devicePixelRatio: 1.25,
    timeoutMs: 90_000,
    out: 'runs/1',
    headless: false,
    device: 'webgpu',
  });
  expect(parseAgentOptions(['--help'], false)).toBe('help');
});

test('a server is given with its model; Fara-7B where nothing else is said', () => {
  const flags = ['--policy', 'endpoint:localhost:8000', '--endpoint-model', 'microsoft/Fara-7B'];
  const endpoint = { url: 'http://localhost:8000/v1', model: 'microsoft/Fara-7B', profile: 'fara-7b' };
  expect(parseAgentOptions([...REQUIRED, ...flags], false)).toMatchObject({ policy: { endpoint } });
  const tiny = parseAgentOptions([...REQUIRED, ...flags, '--profile', 'fara-tiny'], false);
  expect(tiny).toMatchObject({ policy: { endpoint: { ...endpoint, profile: 'fara-tiny' } } });
});

test.each([
  [['--url', 'http://a.test/'], '--task is missing'],
  [['--task', ' ', '--url', 'http://a.test/'], '--task is empty'],
  [['--task', 'x'], '--url is missing'],
  [['--task', 'x', '--url', 'file:///etc/passwd'], 'must be an http or https address'],
  [[...REQUIRED, '--policy', 'gpt'], "--policy is 'gpt'; it must be tiny, pack:DIR or endpoint:URL."],
  [[...REQUIRED, '--policy', 'endpoint:localhost:8000'], '--endpoint-model is missing'],
  [[...REQUIRED, '--policy', 'endpoint:ftp://a', '--endpoint-model', 'x'], "'ftp://a' is no web address"],
  [[...REQUIRED, '--policy', 'endpoint:a', '--endpoint-model', 'x', '--profile', 'y'], 'no profile "y"'],
  [[...REQUIRED, '--endpoint-model', 'x'], 'belong to --policy endpoint:URL, not to tiny'],
  [[...REQUIRED, '--policy', 'pack:'], "--policy is 'pack:'"],
  [[...REQUIRED, '--max-steps', '0'], "--max-steps is '0'; it must be a whole number from 1 to 10000."],
  [[...REQUIRED, '--max-steps', '2.5'], "--max-steps is '2.5'"],
  [[...REQUIRED, '--viewport', '1440'], "--viewport is '1440'; it must be such as 1440x900"],
  [[...REQUIRED, '--viewport', '10x10'], "--viewport is '10x10'"],
  [[...REQUIRED, '--dpr', ''], "--dpr is ''; it must be a number from 0.5 to 4."],
  [[...REQUIRED, '--timeout', 'soon'], "--timeout is 'soon'"],
  [[...REQUIRED, '--on-critical', 'ask'], '--on-critical ask needs a window'],
  [[...REQUIRED, '--on-critical', 'always'], 'one of ask, approve, deny, stop'],
  [[...REQUIRED, '--on-stuck', 'ask'], '--on-stuck ask needs a window'],
  [[...REQUIRED, '--headed'], '--headed needs a display'],
  [[...REQUIRED, '--headed', '--headless'], 'exclude each other'],
  [[...REQUIRED, '--device', 'tpu'], "--device is 'tpu'; it must be one of auto, webgpu, cpu."],
  [[...REQUIRED, '--policy=tiny', '--fast'], "Unknown option '--fast'"],
])('%j is a usage error', (args, message) => {
  expect(() => parseAgentOptions(args, false)).toThrow(UsageError);
  expect(() => parseAgentOptions(args, false)).toThrow(message);
});
