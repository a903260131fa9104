import { expect, test } from 'vitest';
import { openHands } from './hands/open.ts';

/** The least a PDF is: one empty page. */
const PDF = `%PDF-1.1
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj
trailer<</Root 1 0 R>>`;

test('a PDF and the browser’s own pages are told from web pages before anything is done', async () => {
  const hands = await openHands();
  try {
    await hands.context.route('http://files.test/*', (route) =>
      route.fulfill({ body: PDF, contentType: 'application/pdf' }),
    );
    await hands.page.goto('http://files.test/bill.pdf');
    expect(await hands.act({ kind: 'click', point: { x: 100, y: 100 } })).toMatchObject({
      kind: 'refused',
      reason: 'page_unreachable',
      detail: expect.stringContaining('PDF'),
    });
    await hands.page.goto('chrome://version/');
    await expect(hands.observe()).rejects.toThrow(/Extensions cannot look into this page/);
  } finally {
    await hands.close();
  }
});
