import { expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

/** Ends the GPU process as a crash of a driver does. The browser starts another one. */
async function crashGpu({ context, panel }: Pick<World, 'context' | 'panel'>): Promise<void> {
  const devtools = await context.newCDPSession(panel);
  await devtools.send('Browser.crashGpuProcess');
  await devtools.detach();
}

test('a GPU that crashes while the model thinks is loaded anew, and the step is done once', async () => {
  const world = await openWorld({ path: '/colours', device: 'webgpu' });
  try {
    await world.start('Click the blue button.');
    await world.until(
      'the model to be ready',
      (e) => e.type === 'model' && e.model.status === 'ready',
      300_000,
    );
    await world.until('the first words', (e) => e.type === 'thought', 200_000);
    const crashed = world.events.length;
    await crashGpu(world);
    const record = await world.untilStatus(['done', 'failed', 'asking', 'paused'], crashed, 300_000);
    expect(record.error).toBeNull();
    const loaded = world.events
      .slice(crashed)
      .filter((e) => e.type === 'model' && e.model.status === 'ready');
    expect(loaded).toHaveLength(1);
    expect(world.sites.state().clicks.map(({ value }) => value)).toEqual(['blue']);
  } finally {
    await world.close();
  }
});
