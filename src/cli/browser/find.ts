import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installChromium } from './install.ts';

/** No browser that can load the extension was found; the message says what to do. */
export class BrowserNotFoundError extends Error {
  override readonly name = 'BrowserNotFoundError';
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const root = process.env[variable];
    if (!root) return [];
    return [
      join(root, 'Chromium', 'Application', 'chrome.exe'),
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
};

/**
 * Path of a Chromium, Chrome or Edge: `CHROME_PATH`, then the PATH, then the usual places; on Debian as
 * root, `install` (default true) lets apt-get install Debian's chromium when there is none.
 * Throws {@link BrowserNotFoundError}.
 */
export async function findChromium({ install = true }: { install?: boolean } = {}): Promise<string> {
  const wanted = process.env.CHROME_PATH;
  if (wanted) {
    if (isExecutable(wanted)) return wanted;
    throw new BrowserNotFoundError(
      `CHROME_PATH is ${wanted}, which is not an executable file. Correct or unset it.`,
    );
  }
  const found = candidates().find(isExecutable);
  if (found) return found;
  if (install && (await installChromium())) {
    const installed = candidates().find(isExecutable);
    if (installed) return installed;
  }
  throw new BrowserNotFoundError(
    'No Chromium, Chrome or Edge (version 137 or newer) was found. Install one ' +
      '(Debian: apt-get install chromium), or set CHROME_PATH to its executable.',
  );
}

function candidates(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...(PLACES[process.platform] ?? [])];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
