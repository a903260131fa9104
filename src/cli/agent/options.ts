import { parseArgs } from 'node:util';
import { DeviceChoice } from '../../protocol/engine.ts';
import type { Size } from '../../protocol/geometry.ts';
import { checkUrl } from '../start/options.ts';
import { UsageError } from '../usage.ts';

export const AGENT_USAGE = `npm run agent -- --task TEXT --url URL [OPTIONS]: one task, in a browser with a fresh profile.

  --task TEXT          what to do
  --url URL            page to start on
  --policy P           tiny, the embedded model; or pack:DIR, another pack (default: tiny)
  --max-steps N        stop after N steps (default: 100)
  --on-critical A      at a critical point: ask (the person answers in the panel), approve, deny or stop
                       (default: ask with a window, stop without)
  --viewport WxH       CSS px of the page (default: what the model was trained at)
  --dpr N              device px per CSS px (default: 1)
  --timeout S          stop after S seconds (default: none)
  --out DIR            keep the trajectory in the layout of Fara's evaluation, and report.html
  --headless, --headed without or with a window (default: with one where there is a display)
  --device D           auto, webgpu or cpu (default: auto)
  --help               this text

Exit code: 0 when the model ended the task with success, 3 when it stopped at a critical point, 4 at the step
limit, 2 when called wrongly, 1 otherwise.
`;

export const OnCritical = ['ask', 'approve', 'deny', 'stop'] as const;
export type OnCritical = (typeof OnCritical)[number];

export type PolicyChoice = { kind: 'tiny' } | { kind: 'pack'; folder: string };

export interface AgentOptions {
  task: string;
  url: string;
  policy: PolicyChoice;
  maxSteps: number;
  onCritical: OnCritical;
  /** CSS px; null: the profile's. */
  viewport: Size | null;
  devicePixelRatio: number;
  timeoutMs: number | null;
  out: string | null;
  headless: boolean;
  device: DeviceChoice;
}

/** Flags of `npm run agent`; 'help' when asked for. Throws UsageError. `display`: whether windows can be shown here. */
export function parseAgentOptions(args: readonly string[], display: boolean): AgentOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const headless = isHeadless(values, display);
  return {
    task: given('--task', values.task, 'say what is to be done'),
    url: checkUrl(given('--url', values.url, 'name the page to start on')),
    policy: policyOf(values.policy),
    maxSteps: numberIn('--max-steps', values['max-steps'], { min: 1, max: 10_000, whole: true }),
    onCritical: onCriticalOf(values['on-critical'], headless),
    viewport: values.viewport === undefined ? null : sizeOf(values.viewport),
    devicePixelRatio: numberIn('--dpr', values.dpr, { min: 0.5, max: 4 }),
    timeoutMs:
      values.timeout === undefined
        ? null
        : numberIn('--timeout', values.timeout, { min: 1, max: 604_800 }) * 1000,
    out: values.out ?? null,
    headless,
    device: oneOf('--device', values.device, DeviceChoice.options),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        task: { type: 'string' },
        url: { type: 'string' },
        policy: { type: 'string', default: 'tiny' },
        'max-steps': { type: 'string', default: '100' },
        'on-critical': { type: 'string' },
        viewport: { type: 'string' },
        dpr: { type: 'string', default: '1' },
        timeout: { type: 'string' },
        out: { type: 'string' },
        headless: { type: 'boolean', default: false },
        headed: { type: 'boolean', default: false },
        device: { type: 'string', default: 'auto' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function given(flag: string, value: string | undefined, todo: string): string {
  if (value?.trim()) return value.trim();
  throw new UsageError(`${flag} is ${value === undefined ? 'missing' : 'empty'}; ${todo}.`);
}

function isHeadless({ headless, headed }: { headless: boolean; headed: boolean }, display: boolean): boolean {
  if (headless && headed) throw new UsageError('--headless and --headed exclude each other; give one.');
  if (headed && !display) throw new UsageError('--headed needs a display, and there is none here.');
  return headless || !display;
}

function policyOf(text: string): PolicyChoice {
  if (text === 'tiny') return { kind: 'tiny' };
  const folder = /^pack:(.+)$/.exec(text)?.[1];
  if (folder) return { kind: 'pack', folder };
  throw new UsageError(`--policy is '${text}'; it must be tiny or pack:DIR.`);
}

function onCriticalOf(text: string | undefined, headless: boolean): OnCritical {
  if (text === undefined) return headless ? 'stop' : 'ask';
  const choice = oneOf('--on-critical', text, OnCritical);
  if (choice === 'ask' && headless) {
    throw new UsageError(
      '--on-critical ask needs a window in which someone answers; give another, or --headed.',
    );
  }
  return choice;
}

function sizeOf(text: string): Size {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (Object.values(size).every((px) => px >= 200 && px <= 8192)) return size;
  throw new UsageError(`--viewport is '${text}'; it must be such as 1440x900, each side 200 to 8192 CSS px.`);
}

function numberIn(flag: string, text: string, limits: { min: number; max: number; whole?: true }): number {
  const { min, max, whole = false } = limits;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(
    `${flag} is '${text}'; it must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max}.`,
  );
}

function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found) return found;
  throw new UsageError(`${flag} is '${text}'; it must be one of ${choices.join(', ')}.`);
}
