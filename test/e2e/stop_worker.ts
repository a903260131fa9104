import type { World } from './world.ts';

/** Stops the extension's service worker as Chrome does when it is idle: at once and without a word. */
export async function stopServiceWorker({ context, panel }: Pick<World, 'context' | 'panel'>): Promise<void> {
  const devtools = await context.newCDPSession(panel);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await devtools.detach();
}
