import type { ParseArgsConfig } from 'node:util';
import { getProfile } from '../../fara/profiles/index.ts';
import { type Endpoint, endpointUrl } from '../../protocol/endpoint.ts';
import { DeviceChoice } from '../../protocol/engine.ts';
import type { Size } from '../../protocol/geometry.ts';
import { UsageError } from '../usage.ts';
import { given, numberIn, oneOf } from './values.ts';

/** What `agent` and `eval` have in common. */
export const RUN_USAGE = `  --policy P           tiny, the embedded model; pack:DIR, another pack; or endpoint:URL, a chat server that is sent
                       the screenshots (its key, if it needs one, from SIDEFARA_ENDPOINT_KEY) (default: tiny)
  --endpoint-model M   the model's name on that server
  --profile ID         how that model is spoken to (default: fara-7b)
  --max-steps N        stop after N steps (default: 100)
  --viewport WxH       CSS px of the page (default: what the model was trained at)
  --dpr N              device px per CSS px (default: 1)
  --timeout S          stop after S seconds (default: none)
  --headless, --headed without or with a window (default: with one where there is a display)
  --device D           auto, webgpu or cpu (default: auto)`;

export const RUN_FLAGS = {
  policy: { type: 'string', default: 'tiny' },
  'endpoint-model': { type: 'string' },
  profile: { type: 'string' },
  'max-steps': { type: 'string', default: '100' },
  viewport: { type: 'string' },
  dpr: { type: 'string', default: '1' },
  timeout: { type: 'string' },
  headless: { type: 'boolean', default: false },
  headed: { type: 'boolean', default: false },
  device: { type: 'string', default: 'auto' },
} as const satisfies ParseArgsConfig['options'];

export const OnCritical = ['ask', 'approve', 'deny', 'stop'] as const;
export type OnCritical = (typeof OnCritical)[number];

/** What to do where nothing comes of what the model does, or the page wants a person. */
export const OnStuck = ['ask', 'continue', 'stop'] as const;
export type OnStuck = (typeof OnStuck)[number];

export type PolicyChoice =
  | { kind: 'tiny' }
  | { kind: 'pack'; folder: string }
  | { kind: 'endpoint'; endpoint: Endpoint };

/** How a task is run, whichever it is. */
export interface RunOptions {
  policy: PolicyChoice;
  maxSteps: number;
  /** CSS px; null: the profile's. */
  viewport: Size | null;
  devicePixelRatio: number;
  timeoutMs: number | null;
  headless: boolean;
  device: DeviceChoice;
}

/** Values of `RUN_FLAGS` as `parseArgs` gives them. */
export interface RunValues {
  policy: string;
  'endpoint-model'?: string;
  profile?: string;
  'max-steps': string;
  viewport?: string;
  dpr: string;
  timeout?: string;
  headless: boolean;
  headed: boolean;
  device: string;
}

/** Throws UsageError. `display`: whether windows can be shown here. */
export function runOptions(values: RunValues, display: boolean): RunOptions {
  return {
    policy: policyOf(values),
    maxSteps: numberIn('--max-steps', values['max-steps'], { min: 1, max: 10_000, whole: true }),
    viewport: values.viewport === undefined ? null : sizeOf(values.viewport),
    devicePixelRatio: numberIn('--dpr', values.dpr, { min: 0.5, max: 4 }),
    timeoutMs:
      values.timeout === undefined
        ? null
        : numberIn('--timeout', values.timeout, { min: 1, max: 604_800 }) * 1000,
    headless: isHeadless(values, display),
    device: oneOf('--device', values.device, DeviceChoice.options),
  };
}

function isHeadless({ headless, headed }: RunValues, display: boolean): boolean {
  if (headless && headed) throw new UsageError('--headless and --headed exclude each other; give one.');
  if (headed && !display) throw new UsageError('--headed needs a display, and there is none here.');
  return headless || !display;
}

function policyOf({ policy, 'endpoint-model': model, profile }: RunValues): PolicyChoice {
  const [, kind, rest = ''] = /^(pack|endpoint):(.+)$/.exec(policy) ?? [];
  if (kind === 'endpoint') {
    return { kind, endpoint: endpointOf(['--policy', rest], ['--endpoint-model', model], profile) };
  }
  if (model !== undefined || profile !== undefined) {
    throw new UsageError(`--endpoint-model and --profile belong to --policy endpoint:URL, not to ${policy}.`);
  }
  if (policy === 'tiny') return { kind: 'tiny' };
  if (kind === 'pack') return { kind, folder: rest };
  throw new UsageError(`--policy is '${policy}'; it must be tiny, pack:DIR or endpoint:URL.`);
}

/** A chat server named by flags, whose names are the keys. Throws UsageError. */
export function endpointOf(
  [addressFlag, address]: readonly [string, string],
  [modelFlag, model]: readonly [string, string | undefined],
  profile = 'fara-7b',
): Endpoint {
  try {
    return {
      url: endpointUrl(address),
      model: given(modelFlag, model, 'name the model on the server'),
      profile: getProfile(profile).id,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${addressFlag} endpoint: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function sizeOf(text: string): Size {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (Object.values(size).every((px) => px >= 200 && px <= 8192)) return size;
  throw new UsageError(`--viewport is '${text}'; it must be such as 1440x900, each side 200 to 8192 CSS px.`);
}
