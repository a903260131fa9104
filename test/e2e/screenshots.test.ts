import { expect, test } from 'vitest';
import { stopServiceWorker } from './stop_worker.ts';
import { openWorld, type World } from './world.ts';

/** How many screenshots the extension's own storage holds. */
function kept({ panel }: World): Promise<number> {
  return panel.evaluate(async () => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const opened = indexedDB.open('sidefara');
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
      const count = opened.result.transaction('screenshots').objectStore('screenshots').count();
      count.onsuccess = () => resolve(count.result);
      count.onerror = () => reject(count.error);
    };
    return promise.finally(() => opened.result.close());
  });
}

test('screenshots are kept while their task is known, and deleted once the browser has forgotten it', async () => {
  const world = await openWorld({ path: '/words' });
  try {
    await world.start('Click the Help button.');
    await world.untilStatus(['thinking']);
    await world.calls.stop({});
    await stopServiceWorker(world);
    expect((await world.calls.getState({})).task?.status).toBe('stopped');
    expect(await kept(world)).toBeGreaterThan(0);

    // What closing the browser does to session storage.
    await world.worker.evaluate(() => chrome.storage.session.clear());
    await stopServiceWorker(world);
    expect((await world.calls.getState({})).task).toBeNull();
    expect(await kept(world)).toBe(0);
  } finally {
    await world.close();
  }
});
