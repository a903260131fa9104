import { expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

/** Device px of the newest stored screenshot, and CSS px of what it shows. */
function newestScreenshot({ panel }: World) {
  return panel.evaluate(async () => {
    const { promise, resolve, reject } = Promise.withResolvers<{ png: Blob; viewport: object }>();
    const opened = indexedDB.open('sidefara');
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
      const store = opened.result.transaction('screenshots').objectStore('screenshots');
      const cursor = store.index('takenAt').openCursor(null, 'prev');
      cursor.onsuccess = () => resolve(cursor.result?.value);
      cursor.onerror = () => reject(cursor.error);
    };
    const { png, viewport } = await promise.finally(() => opened.result.close());
    const { width, height } = await createImageBitmap(png);
    return { pixels: { width, height }, viewport };
  });
}

test('on a screen of two device px per CSS px the model sees its usual size, and what it clicks is hit', async () => {
  const world = await openWorld({ path: '/words', args: ['--force-device-scale-factor=2'] });
  try {
    await world.start('Click the Help button.');
    const record = await world.untilStatus(['done', 'failed', 'asking', 'paused', 'awaiting_approval']);
    expect(record.status).toBe('done');
    expect(world.sites.state().clicks.at(-1)?.value).toBe('Help');
    const { pixels, viewport } = await newestScreenshot(world);
    expect(viewport).toEqual({ width: 896, height: 560 });
    expect(pixels).toEqual({ width: 1792, height: 1120 });
  } finally {
    await world.close();
  }
});
