import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCRIPTED_MODEL, serveScripted } from '../scripted/server.ts';
import { type Sites, serveSites } from '../sites/serve.ts';
import { extensionWithGarbageModel } from './garbage_pack.ts';

/** `npm run agent` as a program: its exit code, what it prints, what it leaves in its folder. */
const ROOT = resolve(import.meta.dirname, '../..');
let out: string;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'sidefara-agent-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

function agent(...args: string[]): Promise<{ code: number | null; printed: string }> {
  return agentWith({}, ...args);
}

function agentWith(env: Record<string, string>, ...args: string[]): ReturnType<typeof agent> {
  const all = [join(ROOT, 'src/cli/main.ts'), 'agent', '--headless', '--device', 'cpu', ...args];
  return new Promise((settle, reject) => {
    const child = spawn(join(ROOT, 'node_modules/.bin/tsx'), all, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
    child.on('error', reject);
    child.on('close', (code) => settle({ code, printed }));
  });
}

async function onSites(scenario: (sites: Sites) => Promise<void>): Promise<void> {
  const sites = await serveSites();
  try {
    await scenario(sites);
  } finally {
    await sites.close();
  }
}

test('a task done: exit 0, the steps printed, trajectory and report kept', () =>
  onSites(async (sites) => {
    const folder = join(out, 'Help--0');
    const task = 'Click the Help button.';
    const run = await agent('--task', task, '--url', `${sites.url}/words`, '--out', folder);
    expect(run, run.printed).toMatchObject({ code: 0 });
    expect(sites.state().clicks.at(-1)?.value).toBe('Help');
    expect(run.printed).toMatch(/Step 1\n {2}thought .+\n {2}action {3}left_click at image/);

    const read = (name: string) => readFile(join(folder, name), 'utf8');
    const log = (await read('web_surfer.log'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const actions = log.filter(({ action }) => action).map((event) => event.arguments.action);
    expect(actions[0]).toBe('left_click');
    expect(actions.at(-1)).toBe('terminate');
    const answer = JSON.parse(await read('Help--0_final_answer.json'));
    const screenshots = Array.from({ length: actions.length + 1 }, (_, i) => `screenshot${i}.png`);
    expect(answer).toMatchObject({ is_aborted: false, screenshots });
    expect((await readdir(folder)).toSorted()).toEqual(
      ['Help--0_final_answer.json', 'report.html', 'times.json', 'web_surfer.log', ...screenshots].toSorted(),
    );
    expect(JSON.parse(await read('times.json')).duration).toBeGreaterThan(0);
    expect(await read('report.html')).toContain('left_click');
  }));

test('the step limit: exit 4; at two device px per CSS px it hits what it means', () =>
  onSites(async (sites) => {
    const folder = join(out, 'limit');
    const flags = ['--max-steps', '1', '--dpr', '2', '--out', folder];
    const run = await agent('--task', 'Open Cart.', '--url', `${sites.url}/shop/`, ...flags);
    expect(run, run.printed).toMatchObject({ code: 4 });
    expect(decode(await readFile(join(folder, 'screenshot0.png')))).toMatchObject({
      width: 1792,
      height: 1120,
    });
    expect(sites.state().visits).toContain('/shop/cart');
    const answer = JSON.parse(await readFile(join(folder, 'limit_final_answer.json'), 'utf8'));
    expect(answer).toMatchObject({ final_answer: '<no_answer>', is_aborted: true });
  }));

/** Places an order as far as it may. */
async function order(sites: Sites, onCritical: string) {
  await fetch(`${sites.url}/shop/cart/add`, {
    method: 'POST',
    body: new URLSearchParams({ product: 'lamp' }),
  });
  const flags = ['--on-critical', onCritical, '--max-steps', '4'];
  return agent('--task', 'Place the order.', '--url', `${sites.url}/shop/checkout`, ...flags);
}

test('--on-critical stop: exit 3, and nothing is ordered', () =>
  onSites(async (sites) => {
    const run = await order(sites, 'stop');
    expect(run, run.printed).toMatchObject({ code: 3 });
    expect(run.printed).toContain('Critical point: ');
    expect(sites.state().shop.orders).toEqual([]);
  }));

test('--on-critical deny: nothing is ordered, however often it tries', () =>
  onSites(async (sites) => {
    const run = await order(sites, 'deny');
    expect([0, 1, 4], run.printed).toContain(run.code);
    expect(sites.state().shop.orders).toEqual([]);
  }));

test('--on-critical approve: the order is placed, once: exit 0', () =>
  onSites(async (sites) => {
    const run = await order(sites, 'approve');
    expect(run, run.printed).toMatchObject({ code: 0 });
    expect(sites.state().shop.orders, run.printed).toHaveLength(1);
  }));

test('another pack thinks; what cannot be read has nobody to ask: exit 1', () =>
  onSites(async (sites) => {
    const garbage = await extensionWithGarbageModel();
    try {
      const policy = `pack:${join(garbage.folder, 'fara-tiny')}`;
      const run = await agent('--task', 'Click Help.', '--url', `${sites.url}/words`, '--policy', policy);
      expect(run, run.printed).toMatchObject({ code: 1 });
      expect(run.printed).toContain('could not be read');
    } finally {
      await garbage.remove();
    }
  }));

test('a server thinks: what it says is done; its key is in nothing that is printed or kept', () =>
  onSites(async (sites) => {
    const folder = join(out, 'served');
    const chat = await serveScripted({
      script: [
        { action: 'visit_url', url: `${sites.url}/shop/product/lamp` },
        { action: 'terminate', status: 'success', thoughts: 'It costs € 39.' },
      ],
    });
    try {
      const policy = ['--policy', `endpoint:${chat.url}`, '--endpoint-model', SCRIPTED_MODEL];
      const flags = [...policy, '--out', folder, '--viewport', '1024x700', '--url', `${sites.url}/shop/`];
      const key = 'sk-from-the-environment';
      const run = await agentWith({ SIDEFARA_ENDPOINT_KEY: key }, '--task', 'What is the lamp?', ...flags);
      expect(run, run.printed).toMatchObject({ code: 0 });
      expect(sites.state().visits).toContain('/shop/product/lamp');
      expect(chat.received.map(({ headers }) => headers.authorization)).toEqual(
        chat.received.map(() => `Bearer ${key}`),
      );
      expect(run.printed).toContain(`Screenshots go to ${SCRIPTED_MODEL} at ${chat.url}`);
      const answer = JSON.parse(await readFile(join(folder, 'served_final_answer.json'), 'utf8'));
      expect(answer).toMatchObject({ final_answer: 'It costs € 39.' });
      expect(Object.keys(answer.token_usage)).toEqual([SCRIPTED_MODEL]);
      const kept = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
      expect([run.printed, ...kept].some((text) => text.includes(key))).toBe(false);
      expect(decode(await readFile(join(folder, 'screenshot0.png')))).toMatchObject({
        width: 1024,
        height: 700,
      });
    } finally {
      await chat.close();
    }
  }));

test('where the panel would ask: --on-stuck continue goes on to the step limit, stop ends it', async () => {
  const page = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<body style="margin:0"><input type=file style="width:300px;height:100px">');
  });
  await new Promise<void>((listening) => page.listen(0, '127.0.0.1', listening));
  const { port } = page.address() as AddressInfo;
  const chat = await serveScripted({ script: () => ({ action: 'left_click', at: { x: 50, y: 50 } }) });
  try {
    const policy = ['--policy', `endpoint:${chat.url}`, '--endpoint-model', SCRIPTED_MODEL];
    const flags = ['--task', 'Send the file.', '--url', `http://127.0.0.1:${port}/`, '--max-steps', '2'];
    const folder = join(out, 'stuck');
    const on = await agent(...flags, ...policy, '--out', folder);
    expect(on, on.printed).toMatchObject({ code: 4 });
    const log = await readFile(join(folder, 'web_surfer.log'), 'utf8');
    expect(log).toContain('It would have asked a person (needs_person); it was told to go on.');
    const stopped = await agent(...flags, ...policy, '--on-stuck', 'stop');
    expect(stopped, stopped.printed).toMatchObject({ code: 1 });
    expect(stopped.printed).toContain('only a person can answer');
  } finally {
    await chat.close();
    page.close();
  }
});

test('the time is up: exit 1; called wrongly: exit 2', () =>
  onSites(async (sites) => {
    const task = ['--task', 'Click the Help button.', '--url', `${sites.url}/words`];
    const late = await agent(...task, '--timeout', '1');
    expect(late, late.printed).toMatchObject({ code: 1 });
    expect(late.printed).toContain('The time was up.');
    expect(await agent(...task, '--max-steps', 'many')).toMatchObject({ code: 2 });
  }));
