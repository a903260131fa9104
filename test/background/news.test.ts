import { expect, test } from 'vitest';
import { readAnswer } from '../../src/background/guard/read_news.ts';

test('what a page answers is taken for news only where it is some', () => {
  const alert = { what: 'dialog', kind: 'alert', text: 'Hi' };
  const huge = { what: 'dialog', kind: 'alert', text: 'x'.repeat(501) };
  const order = { what: 'dialog', kind: 'order', text: 'Buy' };
  const readNews = (news: unknown) => readAnswer({ news, pending: 1 }).news;
  expect(readNews([alert, huge, order, null, { what: 'window' }, 7])).toEqual([alert]);
  expect(readNews(Array.from({ length: 21 }, () => alert))).toEqual([]);
  for (const nonsense of [undefined, null, 'alert', { length: 1 }]) {
    expect(readNews(nonsense)).toEqual([]);
    expect(readAnswer(nonsense)).toEqual({ news: [], pending: 0 });
    expect(readAnswer({ news: [alert], pending: nonsense })).toEqual({ news: [], pending: 0 });
  }
});
