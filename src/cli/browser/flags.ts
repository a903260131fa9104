import { existsSync, readdirSync } from 'node:fs';

/** `hardware`: a real GPU; `software`: SwiftShader, correct and slow, for tests; `off`: no WebGPU at all. */
export type WebGpuMode = 'hardware' | 'software' | 'off';

/** Nothing but what we ask for goes over the network, also on a closed one. */
const QUIET = [
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
];

/** Lets `loadExtension` work; only over the pipe by which the browser was started. */
export const LOAD_BY_PIPE = '--enable-unsafe-extension-debugging';

/** Whether this machine seems to have a GPU a browser could use; only Linux can lack one unnoticed. */
export function guessWebGpuMode(): WebGpuMode {
  if (process.platform !== 'linux') return 'hardware';
  if (existsSync('/dev/nvidia0')) return 'hardware';
  const nodes = existsSync('/dev/dri') ? readdirSync('/dev/dri') : [];
  return nodes.some((node) => node.startsWith('renderD')) ? 'hardware' : 'software';
}

/** The command-line switches for a WebGPU mode and, where given, an unpacked extension folder. */
export function chromiumFlags(webgpu: WebGpuMode, extensionDir?: string): string[] {
  const flags = [...QUIET];
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  if (extensionDir) {
    flags.push(`--disable-extensions-except=${extensionDir}`, `--load-extension=${extensionDir}`);
    flags.push(LOAD_BY_PIPE);
  }
  switch (webgpu) {
    case 'hardware':
      flags.push('--enable-unsafe-webgpu', '--ignore-gpu-blocklist');
      if (process.platform === 'linux') flags.push('--enable-features=Vulkan');
      return flags;
    case 'software':
      flags.push('--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader');
      return flags;
    case 'off':
      return flags;
  }
}
