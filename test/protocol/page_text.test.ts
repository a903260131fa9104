import { expect, test } from 'vitest';
import { contentMethods } from '../../src/protocol/content.ts';

const ADDRESS = `http://shop.test/#${'x'.repeat(2_000_000)}`;

test('what a page says of itself is cut, so that no page can fill the store of its task', () => {
  const state = contentMethods.state.result.parse({
    url: ADDRESS,
    title: ADDRESS,
    visible: true,
    readyState: 'complete',
    quietMs: 0,
    pendingImages: 0,
    runningAnimations: 0,
    viewport: { width: 1, height: 1 },
    devicePixelRatio: 1,
    scroll: { x: 0, y: 0 },
  });
  expect([state.url, state.title]).toEqual([ADDRESS.slice(0, 2000), ADDRESS.slice(0, 2000)]);

  const effect = contentMethods.act.result.parse({
    kind: 'page',
    hit: null,
    changes: [{ what: 'url', before: ADDRESS, after: ADDRESS }],
    note: '',
  });
  expect(JSON.stringify(effect).length).toBeLessThan(5000);

  const facts = contentMethods.facts.result.parse({
    tag: 'a',
    role: 'link',
    name: 'More',
    input: null,
    editable: false,
    disabled: false,
    isSubmit: true,
    href: ADDRESS,
    form: {
      method: 'post',
      action: ADDRESS,
      crossOrigin: false,
      name: ADDRESS,
      isSearch: false,
      inputs: [],
      defaultButton: ADDRESS,
    },
    language: 'en',
    url: ADDRESS,
  });
  expect(JSON.stringify(facts).length).toBeLessThan(11_000);
});
