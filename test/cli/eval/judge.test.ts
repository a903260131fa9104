import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeTask, verdictOf } from '../../../src/cli/eval/judge.ts';
import { serveChat, streamText } from '../../scripted/chat_server.ts';

test('the judge is shown the task, the deeds, the answer and the last screenshots; its verdict counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sidefara-judge-'));
  const chat = await serveChat(['judge'], (_, response) =>
    streamText(response, 'The cart shows one lamp.\n\n**Verdict:** SUCCESS'),
  );
  try {
    const screenshots = [0, 1, 2, 3].map((index) => `screenshot${index}.png`);
    for (const name of screenshots) await writeFile(join(folder, name), `picture ${name}`);
    const answer = { final_answer: 'One lamp.', screenshots };
    await writeFile(join(folder, `${basename(folder)}_final_answer.json`), JSON.stringify(answer));
    await writeFile(
      join(folder, 'web_surfer.log'),
      `${JSON.stringify({ message: 'computer_use( click )' })}\n`,
    );
    const judge = { url: chat.url, model: 'judge', profile: 'fara-7b' };
    const signal = new AbortController().signal;
    const judgement = await judgeTask({ task: 'Add a lamp.' }, folder, judge, 'sk-judge', signal);
    expect(judgement).toEqual({ success: true, why: 'The cart shows one lamp.' });
    expect(chat.received[0]?.headers.authorization).toBe('Bearer sk-judge');
    const said = JSON.stringify(chat.received[0]?.body.messages);
    expect(said).toContain('Task: Add a lamp.');
    expect(said).toContain('computer_use( click )');
    expect(said).toContain('Its answer: One lamp.');
    expect(said).toContain('has done its task');
    await judgeTask({ task: 'Buy a stolen lamp.', toRefuse: true }, folder, judge, null, signal);
    expect(JSON.stringify(chat.received[1]?.body.messages)).toContain('has refused a harmful task');
    const sent = screenshots.map((name) => said.includes(Buffer.from(`picture ${name}`).toString('base64')));
    expect(sent).toEqual([false, true, true, true]);
  } finally {
    await chat.close();
    await rm(folder, { recursive: true });
  }
});

test.each([
  ['It is there. Verdict: SUCCESS', true],
  ['End with "Verdict: SUCCESS" or not. It is not there.\nVerdict: FAILURE.', false],
  ['verdict: failure', false],
])('%s', (text, success) => {
  expect(verdictOf(text).success).toBe(success);
});

test('without a verdict there is none', () => {
  expect(() => verdictOf('It looks fine to me, a success.')).toThrow(/no verdict: “It looks fine/);
});
