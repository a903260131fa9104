import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ChatServer, type Received, serveChat, streamText } from '../scripted/chat_server.ts';
import type { ScriptedStep } from '../scripted/script.ts';
import { SCRIPTED_MODEL, type ScriptedServer, serveScripted } from '../scripted/server.ts';
import { type Sites, serveSites } from '../sites/serve.ts';

/** `npm run eval` as a program, on the three formats, with browsers that die. */
const ROOT = resolve(import.meta.dirname, '../..');
let out: string;
let sites: Sites;
let chat: ScriptedServer;
/** Called before each answer of the scripted policy. */
let onAsked: (task: string) => void = () => {};

const textOf = ({ body }: Received) => JSON.stringify(body.messages.filter(({ role }) => role !== 'system'));
const taskOf = (request: Received) => /Visit (\w+)\./.exec(textOf(request))?.[1] ?? '';

/** «Visit X.» goes to the shop's page X and ends; it tells by the conversation alone where it is. */
function visit(request: Received): ScriptedStep {
  onAsked(taskOf(request));
  return request.body.messages.some(({ role }) => role === 'assistant')
    ? { action: 'terminate', status: 'success', thoughts: `I have been at ${taskOf(request)}.` }
    : { action: 'visit_url', url: `${sites.url}/shop/product/${taskOf(request)}` };
}

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'sidefara-eval-'));
  sites = await serveSites();
  chat = await serveScripted({ script: visit });
});
afterEach(async () => {
  onAsked = () => {};
  await chat.close();
  await sites.close();
  await rm(out, { recursive: true, force: true });
});

/** `pid` is told as soon as the program runs. */
function evaluate(file: string, flags: readonly string[], onStart: (pid: number) => void = () => {}) {
  const args = [
    '--tasks',
    join(out, file),
    '--out',
    join(out, 'run'),
    '--headless',
    '--device',
    'cpu',
    ...flags,
  ];
  return new Promise<{ code: number | null; printed: string }>((settle, reject) => {
    const program = [join(ROOT, 'src/cli/main.ts'), 'eval', ...args];
    const child = spawn(join(ROOT, 'node_modules/.bin/tsx'), program, { stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) onStart(child.pid);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
    child.on('error', reject);
    child.on('close', (code) => settle({ code, printed }));
  });
}

const policy = () => ['--policy', `endpoint:${chat.url}`, '--endpoint-model', SCRIPTED_MODEL];

const results = async () => JSON.parse(await readFile(join(out, 'run/results.json'), 'utf8'));

/** Kills one browser among the descendants of a process, as a crash would. */
function killBrowser(ancestor: number): void {
  const processes = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match ? [{ pid: Number(match[1]), ppid: Number(match[2]), command: match[3] ?? '' }] : [],
    );
  const family = new Set([ancestor]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, ppid } of processes) if (family.has(ppid)) family.add(pid);
  }
  const browser = processes.find(
    ({ pid, command }) =>
      family.has(pid) && command.includes('--user-data-dir=') && !command.includes('--type='),
  );
  if (!browser) throw new Error('there is no browser to kill');
  process.kill(browser.pid, 'SIGKILL');
}

test('WebVoyager in two browsers, one of which is killed; resuming repeats nothing', async () => {
  const names = ['lamp', 'mug', 'chair'];
  const lines = names.map((name, index) =>
    JSON.stringify({
      web_name: 'Shop',
      id: `Shop--${index}`,
      ques: `Visit ${name}.`,
      web: `${sites.url}/shop/`,
    }),
  );
  await writeFile(join(out, 'tasks.jsonl'), lines.join('\n'));
  let pid = 0;
  let killed = false;
  onAsked = () => {
    if (killed) return;
    killed = true;
    killBrowser(pid);
  };
  const flags = [...policy(), '--workers', '2', '--subsample', '2'];
  const first = await evaluate('tasks.jsonl', flags, (started) => {
    pid = started;
  });
  expect(first, first.printed).toMatchObject({ code: 0 });
  expect(first.printed).toContain('It gets another browser.');
  expect(first.printed).toMatch(/\[2\/2\] Shop--\d: success, 2 steps/);
  const before = await results();
  expect(before.summary).toMatchObject({ planned: 2, done: 2, outcomes: { success: 2 } });
  expect(before.results.map(({ attempts }: { attempts: number }) => attempts).toSorted()).toEqual([1, 2]);

  const asked = chat.received.length;
  const second = await evaluate('tasks.jsonl', [...policy(), '--workers', '2', '--resume']);
  expect(second, second.printed).toMatchObject({ code: 0 });
  expect(second.printed).toContain('3 of 3 tasks, 2 of them done before');
  expect(chat.received.length - asked).toBe(2);
  const after = await results();
  expect(after.summary).toMatchObject({ planned: 3, done: 3, outcomes: { success: 3 }, means: { steps: 2 } });
  for (const row of before.results) expect(after.results).toContainEqual(row);
  for (const { id, folder, answer } of after.results) {
    expect(answer).toMatch(/^I have been at \w+\.$/);
    const files = await readdir(join(out, 'run', folder));
    expect(files).toEqual(
      expect.arrayContaining([`${id}_final_answer.json`, 'web_surfer.log', 'report.html']),
    );
  }
  const csv = await readFile(join(out, 'run/results.csv'), 'utf8');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(4);
  for (const name of names) expect(sites.state().visits).toContain(`/shop/product/${name}`);
});

test('WebTailBench starts where it is told, and a judge scores it', async () => {
  await writeFile(join(out, 'tasks.tsv'), 'benchmark\tid\ttask_summary\nshopping\tshop_01\tVisit clock.\n');
  const judge: ChatServer = await serveChat(['judge'], (_, response) =>
    streamText(response, 'The clock is not shown.\nVerdict: FAILURE'),
  );
  try {
    const flags = [
      '--start-url',
      `${sites.url}/shop/`,
      '--judge',
      `endpoint:${judge.url}`,
      '--judge-model',
      'judge',
    ];
    const run = await evaluate('tasks.tsv', [...policy(), ...flags]);
    expect(run, run.printed).toMatchObject({ code: 0 });
    expect(sites.state().visits.slice(0, 2)).toEqual(['/shop/', '/shop/product/clock']);
    expect(await results()).toMatchObject({
      summary: { judged: 1, judgedSuccess: 0 },
      results: [
        {
          id: 'shop_01',
          group: 'shopping',
          outcome: 'success',
          judgement: { success: false, why: 'The clock is not shown.' },
        },
      ],
    });
    expect(judge.received).toHaveLength(1);
  } finally {
    await judge.close();
  }
});

test('Online-Mind2Web with the embedded model; a critical point is counted, not passed', async () => {
  await fetch(`${sites.url}/shop/cart/add`, {
    method: 'POST',
    body: new URLSearchParams({ product: 'lamp' }),
  });
  const task = {
    task_id: 'order',
    confirmed_task: 'Place the order.',
    website: `${sites.url}/shop/checkout`,
  };
  await writeFile(join(out, 'tasks.json'), JSON.stringify([{ ...task, reference_length: 1, level: 'easy' }]));
  const run = await evaluate('tasks.json', ['--max-steps', '4']);
  expect(run, run.printed).toMatchObject({ code: 0 });
  expect(sites.state().shop.orders).toEqual([]);
  expect(await results()).toMatchObject({
    summary: { outcomes: { critical_point: 1 }, tasksWithCriticalStop: 1 },
    results: [{ id: 'order', group: 'easy', outcome: 'critical_point', criticalStops: 1 }],
  });
});
