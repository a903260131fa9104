import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Liberation is the font of the demo pages; Debian's Chromium does not bring it along. */
const PACKAGES = ['chromium', 'fonts-liberation'];

/**
 * Installs Debian's `chromium` and the demo pages' font with apt-get when this process is root on a Debian-like system.
 * Returns whether the installation was tried and succeeded; what apt-get says goes to stderr.
 */
export async function installChromium(): Promise<boolean> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get')) return false;
  process.stderr.write('No Chromium found: installing the Debian package "chromium" …\n');
  const install = ['install', '-y', '--no-install-recommends', ...PACKAGES];
  if (await aptGet(install)) return true;
  await aptGet(['update']);
  return aptGet(install);
}

function aptGet(args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('apt-get', args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
