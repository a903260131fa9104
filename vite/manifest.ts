import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes `manifest.json` into the build, with the version of package.json. `grantHosts`: what the store build
 * asks for at run time (`optional_host_permissions`) is granted from the start.
 */
export function manifest({ root, grantHosts }: { root: string; grantHosts: boolean }): Plugin {
  return {
    name: 'sidefara-manifest',
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'manifest.json',
        source: `${JSON.stringify(makeManifest(root, grantHosts), null, 2)}\n`,
      });
    },
  };
}

/** The manifest of one of the two builds, as data. */
export function makeManifest(root: string, grantHosts: boolean): Record<string, unknown> {
  const source: Record<string, unknown> = readJson(join(root, 'manifest.json'));
  const { version } = readJson(join(root, 'package.json'));
  if (!grantHosts) return { ...source, version };
  const { optional_host_permissions: hosts, ...rest } = source;
  return { ...rest, host_permissions: hosts, version };
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}
