import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getProfile } from '../../fara/profiles/index.ts';
import type { Size } from '../../protocol/geometry.ts';
import { builtExtension } from '../start/build.ts';
import { embeddedProfile } from '../start/index.ts';
import type { SessionOptions } from '../start/session.ts';
import { UsageError } from '../usage.ts';
import type { PolicyChoice, RunOptions } from './flags.ts';

/** The environment variable that holds the key of `--policy endpoint:URL`: arguments are seen by every process. */
export const ENDPOINT_KEY = 'SIDEFARA_ENDPOINT_KEY';

/** Builds the extension where needed; resolves to what every session of the run shares. Throws UsageError. */
export async function prepare(
  options: RunOptions,
  log: (line: string) => void,
): Promise<Omit<SessionOptions, 'url'>> {
  const { policy, headless, devicePixelRatio, device } = options;
  const pack = policy.kind === 'pack' ? packFolder(policy.folder) : null;
  const extensionDir = await builtExtension(log, 'test', pack);
  return {
    extensionDir,
    headless,
    viewport: options.viewport ?? (await viewportOf(policy, extensionDir)),
    devicePixelRatio,
    localOnly: false,
    ...(device === 'cpu' || policy.kind === 'endpoint' ? { webgpu: 'off' } : {}),
  };
}

async function viewportOf(policy: PolicyChoice, extensionDir: string): Promise<Size> {
  if (policy.kind === 'endpoint') return getProfile(policy.endpoint.profile).viewport;
  return (await embeddedProfile(extensionDir)).viewport;
}

/** Absolute path of a pack. Throws UsageError where there is none. */
function packFolder(folder: string): string {
  const path = resolve(folder);
  if (existsSync(join(path, 'pack.json'))) return path;
  throw new UsageError(
    `--policy names ${path}, which has no pack.json. Make a pack with 'npm run model -- import'.`,
  );
}
