import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import type { ScriptedStep } from '../scripted/script.ts';
import { SCRIPTED_MODEL, type ScriptedServer, serveScripted } from '../scripted/server.ts';
import { stopServiceWorker } from './stop_worker.ts';
import { openWorld, type World } from './world.ts';

/** A task that cannot get on, or is held up by the person, in the panel: thought by a script, so that it is sure to. */
let world: World;
let server: ScriptedServer;
let steps: readonly ScriptedStep[] = [];
let asked = 0;
/** The next answer is not given before this. */
let held: Promise<void> = Promise.resolve();

const END: ScriptedStep = { action: 'terminate', status: 'success', thoughts: 'Done.' };
const CLICK: ScriptedStep = { action: 'left_click', at: { selector: '#target' } };

beforeAll(async () => {
  world = await openWorld({ path: '/' });
  server = await serveScripted({
    profile: faraTiny.id,
    page: world.page,
    script: async () => {
      await held;
      return steps[asked++] ?? END;
    },
  });
  await world.calls.setEndpoint({ url: server.url, model: SCRIPTED_MODEL, profile: faraTiny.id });
  await world.calls.setSettings({ runsOn: 'server' });
});
afterEach(() => world.calls.stop({}));
afterAll(async () => {
  await world?.close();
  await server?.close();
});

/** Shows a page and starts a task on it. Resolves to where its events begin. */
async function begin(body: string, script: readonly ScriptedStep[]): Promise<number> {
  await world.page.route('**/stuck', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><body>${body}` }),
  );
  await world.page.goto(`${world.sites.url}/stuck`);
  steps = script;
  asked = 0;
  const since = world.events.length;
  await world.calls.startTask({ task: 'Do it.' });
  return since;
}

const press = (name: string | RegExp) => world.panel.getByRole('button', { name }).click();

test('the same in vain three times: the card offers to try again, to do it, and to stop', async () => {
  const since = await begin(
    // Something changes, and nothing can be seen of it.
    '<button id=target style="outline:none" onclick="this.dataset.n = Date.now()">Go</button><input id=other type=checkbox>',
    Array.from({ length: 20 }, () => CLICK),
  );
  const record = await world.untilStatus(['asking', 'done', 'failed'], since);
  expect(record).toMatchObject({ status: 'asking', askingAbout: 'no_progress' });
  expect(record.steps).toHaveLength(3);
  await world.panel.getByText('It does not get any further').waitFor();
  const again = world.events.length;
  await press('Try again');
  expect((await world.untilStatus(['asking', 'done', 'failed'], again)).steps).toHaveLength(6);
  const handing = world.events.length;
  await press('I’ll do it');
  await world.untilStatus(['handed_over'], handing);
  await world.page.locator('#other').check();
  steps = [];
  await press('Done, go on');
  expect(await world.untilStatus(['done', 'failed', 'asking'], handing)).toMatchObject({ status: 'done' });
});

test('a canvas that heeds only real input: nothing is claimed done, and the step is the person’s', async () => {
  const since = await begin(
    `<canvas id=target width=300 height=200 style="border:1px solid"></canvas>
     <script>target.onclick = (e) => { if (e.isTrusted) target.getContext('2d').fillRect(0, 0, 300, 200) }</script>`,
    [CLICK],
  );
  const record = await world.untilStatus(['asking', 'done', 'failed'], since);
  expect(record).toMatchObject({ status: 'asking', askingAbout: 'ignores_input' });
  expect(record.steps[0]?.effect).toMatchObject({ kind: 'page', hit: { tag: 'canvas' }, changes: [] });
  await world.panel.getByText('This page ignores it').waitFor();
  await press('I’ll do it');
  await world.page.locator('#target').click();
  await press('Done, go on');
  expect(await world.untilStatus(['done', 'failed'], since)).toMatchObject({ status: 'done' });
});

test('a dialog is dismissed in the middle of a task and shown at its step; afterwards it is the person’s again', async () => {
  const since = await begin('<button id=target onclick="alert(\'Saved\')">Save</button>', [CLICK]);
  const record = await world.untilStatus(['done', 'failed', 'asking'], since);
  expect(record.steps[0]?.news).toEqual([{ what: 'dialog', kind: 'alert', text: 'Saved' }]);
  await world.panel.getByText('The page said “Saved” (closed)').waitFor();
  const dialog = world.page.waitForEvent('dialog');
  const clicked = world.page.locator('#target').click();
  await (await dialog).dismiss();
  await clicked;
});

test('Pause holds the task, also over a stopped service worker; Resume finishes it', async () => {
  let release = () => {};
  held = new Promise((resolve) => {
    release = resolve;
  });
  const since = await begin('<button id=target onclick="this.textContent = \'Gone\'">Go</button>', [
    CLICK,
    END,
  ]);
  await world.untilStatus(['thinking'], since);
  await press('Pause');
  await world.untilStatus(['paused'], since);
  release();
  await stopServiceWorker(world);
  expect((await world.calls.getState({})).task).toMatchObject({ status: 'paused', steps: [] });
  expect(await world.page.locator('#target').textContent()).toBe('Go');
  const resumed = world.events.length;
  asked = 0;
  await press('Resume');
  expect(await world.untilStatus(['done', 'failed', 'asking'], resumed)).toMatchObject({ status: 'done' });
  expect(await world.page.locator('#target').textContent()).toBe('Gone');
});
