import { decode } from 'fast-png';
import { afterEach, expect, test } from 'vitest';
import { sentSize } from '../../src/fara/profile.ts';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import { MISBEHAVE } from '../endpoint/troubles.ts';
import { type ChatServer, serveChat } from '../scripted/chat_server.ts';
import type { ScriptedStep } from '../scripted/script.ts';
import { SCRIPTED_MODEL, serveScripted } from '../scripted/server.ts';
import { openWorld, type World } from './world.ts';

const KEY = 'sk-e2e-secret';
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function world(path: string): Promise<World> {
  const made = await openWorld({ path });
  open.push(made);
  return made;
}

async function server<S extends ChatServer>(starting: Promise<S>): Promise<S> {
  const made = await starting;
  open.push(made);
  return made;
}

/** As a person does it: in the settings of the panel. */
async function useServer({ panel }: World, url: string, key = ''): Promise<void> {
  await panel.getByRole('button', { name: 'Settings' }).click();
  await panel.getByRole('radio', { name: /^On a server/ }).check();
  await panel.getByRole('textbox', { name: 'Address' }).fill(url);
  await panel.getByRole('combobox', { name: 'Name of the model there' }).fill(SCRIPTED_MODEL);
  await panel.getByRole('combobox', { name: 'Kind of model' }).selectOption(faraTiny.id);
  if (key) await panel.getByLabel('API key, if it needs one').fill(key);
  await panel.getByRole('button', { name: 'Test connection' }).click();
  await panel.getByRole('status').filter({ hasText: /./ }).first().waitFor();
  await panel.getByRole('button', { name: 'Use this server' }).click();
  await panel.locator('.server-mark').waitFor();
  await panel.getByRole('button', { name: 'Settings' }).click();
}

test('a task is thought by a server: pictures of the profile’s size, the key to it alone, the mark all along', async () => {
  const { page, panel, sites, ...rest } = await world('/contact');
  const script: ScriptedStep[] = [
    {
      action: 'type',
      text: 'maria',
      press_enter: false,
      delete_existing_text: false,
      at: { selector: 'input[name=name]' },
    },
    { action: 'terminate', status: 'success', thoughts: 'The name is there.' },
  ];
  // The first request is the connection's test.
  const options = {
    profile: faraTiny.id,
    page,
    script: (_: unknown, at: number) => script[Math.max(0, at - 1)],
  };
  const chat = await server(serveScripted(options as Parameters<typeof serveScripted>[0]));
  await useServer({ page, panel, sites, ...rest }, chat.url.replace('/v1', ''), KEY);
  await rest.start('Type "maria" into the Name field.');
  await rest.untilStatus(['thinking']);
  expect(await panel.locator('.server-mark').textContent()).toContain(new URL(chat.url).host);
  const record = await rest.untilStatus(['done', 'failed', 'asking']);
  expect(record, JSON.stringify(record.error)).toMatchObject({
    status: 'done',
    profileId: faraTiny.id,
    outcome: { status: 'success', answer: 'The name is there.' },
  });
  expect(sites.state().typed.name).toBe('maria');
  expect(await panel.locator('.server-mark').isVisible()).toBe(true);

  const asked = chat.received.slice(1);
  expect(asked).toHaveLength(2);
  for (const { body, headers } of asked) {
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
    expect(headers.cookie).toBeUndefined();
    expect(headers.referer).toBeUndefined();
    expect(body).toMatchObject({ model: SCRIPTED_MODEL, temperature: 0, stream: true });
    expect(body).not.toHaveProperty('tools');
    const [image] = (body.messages.at(-1)?.content ?? []) as { image_url?: { url: string } }[];
    const [head, base64 = ''] = image?.image_url?.url.split(',') ?? [];
    expect(head).toBe('data:image/png;base64');
    const { width, height } = decode(Buffer.from(base64, 'base64'));
    expect({ width, height }).toEqual(sentSize(faraTiny, faraTiny.viewport));
  }
  // The key is where it belongs and nowhere else.
  const local = await rest.worker.evaluate(() => chrome.storage.local.get());
  expect(local.endpointKey).toEqual({ origin: new URL(chat.url).origin, key: KEY });
  const { endpointKey: _, ...others } = local;
  const session = await rest.worker.evaluate(() => chrome.storage.session.get());
  const told = [others, session, rest.events, await rest.calls.getState({})];
  expect(JSON.stringify(told)).not.toContain(KEY);
  // And the engine of this computer was never started.
  expect(rest.events.filter((event) => event.type === 'model')).toEqual([]);
});

test('what a server cannot do is said in the card, and Stop ends a request that hangs', async () => {
  const made = await world('/words');
  const blind = await server(serveChat([SCRIPTED_MODEL], MISBEHAVE.llamaImages));
  await useServer(made, blind.url);
  await made.start('Click the Help button.');
  const failed = await made.untilStatus(['failed', 'done']);
  expect(failed.error).toMatchObject({ during: 'thinking', name: 'EndpointError' });
  await made.panel.getByText('The model on the server cannot see screenshots.').first().waitFor();

  // The same task cannot go on with another kind of model.
  await made.calls.setEndpoint({ url: blind.url, model: SCRIPTED_MODEL, profile: 'fara-7b' });
  const before = blind.received.length;
  const again = made.events.length;
  await made.panel.getByRole('button', { name: 'Try again' }).click();
  expect((await made.untilStatus(['failed', 'done'], again)).error?.message).toMatch(/model was changed/);
  expect(blind.received).toHaveLength(before);

  let hungUp = () => {};
  const ended = new Promise<void>((resolve) => {
    hungUp = resolve;
  });
  let asked = () => {};
  const reached = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const silent = await server(
    serveChat([SCRIPTED_MODEL], (_, response) => {
      response.on('close', hungUp);
      asked();
    }),
  );
  await made.calls.setEndpoint({ url: silent.url, model: SCRIPTED_MODEL, profile: faraTiny.id });
  const since = made.events.length;
  await made.start('Click the Help button.');
  await reached;
  await expect(made.calls.setSettings({ runsOn: 'here' })).rejects.toThrow(/is not finished/);
  await made.panel.getByRole('button', { name: 'Stop' }).click();
  await made.untilStatus(['stopped'], since);
  await ended;
});

test('a server that is down is called that', async () => {
  const made = await world('/words');
  const gone = await serveChat([], () => {});
  await gone.close();
  const found = await made.calls.checkEndpoint({ url: gone.url, model: 'x', profile: faraTiny.id });
  expect(found).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^Nothing answers at 127\.0\.0\.1:/),
  });
  const tls = await made.calls.checkEndpoint({
    url: made.sites.url.replace('http:', 'https:'),
    model: 'x',
    profile: faraTiny.id,
  });
  expect(tls).toMatchObject({ ok: false, message: expect.stringMatching(/speaks http, not https/) });
  const page = await made.calls.checkEndpoint({ url: made.sites.url, model: 'x', profile: faraTiny.id });
  expect(page).toMatchObject({ ok: false, message: expect.stringMatching(/chat server/) });
});
