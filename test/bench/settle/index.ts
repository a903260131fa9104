import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { settle } from '../../../src/agent/settle.ts';
import { type Hands, openHands } from '../../e2e/hands/open.ts';

/** What a click sets off, and what the page shows once that has come. */
const PAGES: readonly { name: string; code: string; shows: string }[] = [
  { name: 'nothing', code: '', shows: 'start' },
  { name: 'a change at once', code: "document.title = 'done'", shows: 'done' },
  { name: 'a timer of 0.2 s', code: "setTimeout(() => { document.title = 'done' }, 200)", shows: 'done' },
  {
    name: 'an answer after 1 s',
    code: "fetch('/slow/1000').then(() => { document.title = 'done' })",
    shows: 'done',
  },
  {
    name: 'an image after 1 s',
    code: "const i = new Image(); i.width = i.height = 50; i.src = '/slow/1000'; document.body.append(i); i.onerror = () => { document.title = 'done' }",
    shows: 'done',
  },
  {
    name: 'an animation of 0.8 s',
    code: "document.body.animate([{ opacity: 0 }, { opacity: 1 }], 800).finished.then(() => { document.title = 'done' })",
    shows: 'done',
  },
  { name: 'another page', code: "location.href = '/next'", shows: 'next' },
  { name: 'another page after 2 s', code: "location.href = '/next/2000'", shows: 'next' },
  {
    name: 'a clock that ticks for ever',
    code: "document.title = 'done'; setInterval(() => { document.body.dataset.t = Date.now() }, 50)",
    shows: 'done',
  },
];

interface Row {
  page: string;
  medianMs: number;
  /** In how many rounds the page had come to what it was going to show. */
  complete: number;
}

const clock = {
  now: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** `npm run bench -- settle`: how long after a click the page is looked at, and whether all had come by then. */
export async function benchSettle(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '5' }, json: { type: 'string' } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    process.stderr.write(`--rounds is ${values.rounds}; it must be a whole number from 1\n`);
    return 2;
  }
  const hands = await openHands();
  const rows: Row[] = [];
  try {
    await serve(hands);
    console.log('| a click sets off | looked at after (median, ms) | all had come |\n|---|---|---|');
    for (const page of PAGES) {
      const row = await measure(hands, page, rounds);
      rows.push(row);
      console.log(`| ${row.page} | ${row.medianMs} | ${row.complete} of ${rounds} |`);
    }
  } finally {
    await hands.close();
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ rounds, rows }, null, 2)}\n`);
  return 0;
}

async function serve({ context }: Hands): Promise<void> {
  await context.route(/site\.test\/(slow|next)/, async (route) => {
    const ms = Number(/\d+$/.exec(route.request().url())?.[0] ?? 0);
    await clock.sleep(ms);
    await route.fulfill({ contentType: 'text/html', body: '<title>next</title><p>Next</p>' });
  });
}

async function measure(hands: Hands, page: (typeof PAGES)[number], rounds: number): Promise<Row> {
  const times: number[] = [];
  let complete = 0;
  hands.pages.set('http://site.test/', `<title>start</title><button onclick="${page.code}">Go</button>`);
  for (let round = 0; round < rounds; round++) {
    await hands.page.goto('http://site.test/');
    await hands.observe();
    const box = await hands.page.getByRole('button').boundingBox();
    await hands.act({ kind: 'click', point: { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5 } });
    const start = performance.now();
    await settle(() => hands.state(), clock, new AbortController().signal);
    times.push(performance.now() - start);
    if ((await hands.page.title()) === page.shows) complete++;
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { page: page.name, medianMs: Math.round(sorted[Math.floor(rounds / 2)] ?? 0), complete };
}
