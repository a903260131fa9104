import { parseArgs } from 'node:util';
import { DeviceChoice } from '../../protocol/engine.ts';
import { UsageError } from '../usage.ts';

export const START_USAGE = `npm start [-- OPTIONS]: a task carried out in a real browser, on the bundled demo shop.

  --task TEXT          what to do (default: a task of the demo shop)
  --url URL            page to start on (default: the demo shop)
  --device D           auto, webgpu or cpu (default: auto)
  --headless           no window, even where there is a display
  --keep-open          leave the browser open afterwards, until Ctrl+C
  --screenshots DIR    keep what the model saw, one PNG per step
  --json FILE          write the whole run as JSON
  --help               this text

Exit code: 0 when the page's own state says the task is done, 1 when not, 2 when called wrongly.
`;

export interface StartOptions {
  task: string;
  /** Null: the demo shop. */
  url: string | null;
  device: DeviceChoice;
  headless: boolean;
  keepOpen: boolean;
  screenshots: string | null;
  json: string | null;
  help: boolean;
}

export const DEFAULT_TASK = 'Add the lamp to the cart.';

/** Reads the flags of `npm start`. Throws UsageError. `display`: whether windows can be shown here. */
export function parseStartOptions(args: readonly string[], display: boolean): StartOptions {
  const values = parse(args);
  const device = DeviceChoice.safeParse(values.device);
  if (!device.success) {
    throw new UsageError(
      `--device is '${values.device}'; it must be one of ${DeviceChoice.options.join(', ')}.`,
    );
  }
  if (values.task.trim() === '') throw new UsageError('--task is empty; say what is to be done.');
  return {
    task: values.task.trim(),
    url: values.url === undefined ? null : checkUrl(values.url),
    device: device.data,
    headless: values.headless || !display,
    keepOpen: values['keep-open'],
    screenshots: values.screenshots ?? null,
    json: values.json ?? null,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        task: { type: 'string', default: DEFAULT_TASK },
        url: { type: 'string' },
        device: { type: 'string', default: 'auto' },
        headless: { type: 'boolean', default: false },
        'keep-open': { type: 'boolean', default: false },
        screenshots: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** An http or https address, normalised. Throws UsageError. */
export function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new UsageError(`--url is '${text}'; it must be an http or https address.`);
}

/** Whether a window can be shown: always on macOS and Windows, with an X or Wayland display elsewhere. */
export function hasDisplay(): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
