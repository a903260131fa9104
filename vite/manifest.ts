import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestV3Export } from '@crxjs/vite-plugin';

type ManifestV3 = Extract<ManifestV3Export, { manifest_version: number }>;

/**
 * The manifest of one of the builds, with the version of package.json; paths are those of the sources, which
 * @crxjs/vite-plugin replaces by those of the build. `grantHosts`: what the store build asks for at run time
 * (`optional_host_permissions`) is granted from the start. `realInput`: it may use the browser's debugger.
 */
export function makeManifest(root: string, grantHosts: boolean, realInput = false): ManifestV3 {
  const manifest = readJson<ManifestV3>(join(root, 'manifest.json'));
  const permissions = [...(manifest.permissions ?? []), ...(realInput ? (['debugger'] as const) : [])];
  const source = { ...manifest, permissions };
  const { version } = readJson<{ version: string }>(join(root, 'package.json'));
  if (!grantHosts) return { ...source, version };
  const { optional_host_permissions: hosts = [], ...rest } = source;
  return { ...rest, host_permissions: hosts, version };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
