import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { findChromium } from './find.ts';
import { chromiumFlags, guessWebGpuMode, type WebGpuMode } from './flags.ts';

export interface LaunchOptions {
  headless: boolean;
  /** Folder of an unpacked extension (the one with manifest.json), absolute. */
  extensionDir?: string;
  /** Profile folder to keep; left out, a fresh one is made and removed on close. */
  userDataDir?: string;
  /** Left out: `hardware` where a GPU seems present, else `software`. */
  webgpu?: WebGpuMode;
  /** Viewport in CSS px; null lets the window decide. Default 1280×800. */
  viewport?: { width: number; height: number } | null;
  args?: readonly string[];
  /** Scrollbars as a person has them; left out, none in a headless browser. */
  scrollbars?: boolean;
  /** Pages kept for *Back* as a person has them; left out, none. */
  backForwardCache?: boolean;
}

export interface LaunchedChromium {
  context: BrowserContext;
  executablePath: string;
  webgpu: WebGpuMode;
  /** Closes the browser and removes the profile folder if it was made here. */
  close(): Promise<void>;
}

/**
 * Starts the system's Chromium with a persistent profile (extensions and large OPFS quotas need one).
 * Throws BrowserNotFoundError, or what Playwright throws when the browser does not come up.
 */
export async function launchChromium(options: LaunchOptions): Promise<LaunchedChromium> {
  const executablePath = await findChromium();
  const webgpu = options.webgpu ?? guessWebGpuMode();
  const profile = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'sidefara-profile-')));
  const removeProfile = async () => {
    if (options.userDataDir === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: options.headless,
      viewport: options.viewport === undefined ? { width: 1280, height: 800 } : options.viewport,
      // Playwright disables extensions and asks for SwiftShader's GL by default; both are ours to decide.
      ignoreDefaultArgs: [
        '--disable-extensions',
        '--enable-unsafe-swiftshader',
        ...(options.scrollbars ? ['--hide-scrollbars'] : []),
        ...(options.backForwardCache ? ['--disable-back-forward-cache'] : []),
      ],
      args: [...chromiumFlags(webgpu, options.extensionDir), ...(options.args ?? [])],
    });
    const close = async () => {
      await context.close();
      await removeProfile();
    };
    if (options.extensionDir !== undefined) {
      await loadExtension(context, options.extensionDir).catch(async (error) => {
        await close();
        throw error;
      });
    }
    return { context, executablePath, webgpu, close };
  } catch (error) {
    await removeProfile();
    throw error;
  }
}

/**
 * Loads an unpacked extension, where the command line has not: Google's Chrome and Microsoft's Edge take none from there
 * since version 137, Chromium does.
 */
export async function loadExtension(context: BrowserContext, extensionDir: string): Promise<void> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('unreachable: a persistent context without its browser');
  // A browser too old to say what it has is asked to load it again, which changes nothing.
  const { extensions } = await session
    .send('Extensions.getExtensions')
    .catch((): { extensions: unknown[] } => ({ extensions: [] }));
  if (extensions.length === 0) {
    await session.send('Extensions.loadUnpacked', { path: extensionDir }).catch((cause) => {
      const { message } = cause instanceof Error ? cause : new Error(String(cause));
      throw new Error(
        `This browser (${context.browser()?.version()}) did not load the extension from ${extensionDir}: ${message} ` +
          'Set CHROME_PATH to a Chromium of version 137 or newer.',
        { cause },
      );
    });
  }
  await session.detach();
}

/** The extension's id and service worker, once it has started; throws after `timeoutMs` (default 20 s). */
export async function extensionWorker(context: BrowserContext, timeoutMs = 20_000) {
  const worker =
    context.serviceWorkers().find((one) => one.url().startsWith('chrome-extension://')) ??
    (await context.waitForEvent('serviceworker', {
      timeout: timeoutMs,
      predicate: (one) => one.url().startsWith('chrome-extension://'),
    }));
  return { worker, extensionId: new URL(worker.url()).host };
}
