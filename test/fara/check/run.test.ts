import { expect, test } from 'vitest';
import { boxOf, DRAWING, isInside } from '../../../src/fara/check/page.ts';
import { CHECK_PAGES } from '../../../src/fara/check/pages.ts';
import { questions } from '../../../src/fara/check/run.ts';
import { pageSvg } from '../../../src/fara/check/svg.ts';
import { outputGrammar } from '../../../src/fara/output-grammar.ts';
import { sentSize } from '../../../src/fara/profile.ts';
import { getProfile, profiles } from '../../../src/fara/profiles/index.ts';
import { TargetKind } from '../../../src/protocol/check.ts';
import { act, checkOf, middle } from './model.ts';

const tiny = getProfile('fara-tiny');

test('twenty targets of five kinds, four a page, no page twice in a row', () => {
  const asked = questions();
  expect(asked).toHaveLength(20);
  for (const kind of TargetKind.options)
    expect(asked.filter(({ target }) => target.kind === kind).length, kind).toBeGreaterThanOrEqual(3);
  for (const [i, { page }] of asked.entries()) expect(asked[i + 1]?.page).not.toBe(page);
  expect(new Set(asked.map(({ target }) => target.task)).size).toBe(20);
});

test.each(CHECK_PAGES.map((page) => [page.name, page] as const))(
  'on the page %s every word stands once, and no target lies over another or leaves the page',
  (_, page) => {
    const boxes = page.elements.flatMap((one) => ('word' in one ? [one] : []));
    expect(new Set(boxes.map(({ word }) => word)).size).toBe(boxes.length);
    for (const { box } of boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(DRAWING.width);
      expect(box.y + box.height).toBeLessThanOrEqual(DRAWING.height);
    }
    for (const target of page.targets) {
      const { x, y, width, height } = boxOf(page, target);
      const inside = boxes.filter(({ box }) => isInside({ x: x + width / 2, y: y + height / 2 }, box));
      expect(inside.map(({ word }) => word)).toEqual([target.word]);
    }
  },
);

test.each(profiles.map((profile) => [profile.id, profile] as const))(
  'the model is asked with the prompt, grammar and limits of %s',
  async (_, profile) => {
    const { requests, progress } = await checkOf(profile, (asked) => act(asked, middle(asked)));
    expect(requests).toHaveLength(20);
    const [first] = requests;
    expect(first).toMatchObject({
      repetitionPenalty: profile.generation.repetitionPenalty,
      stop: profile.generation.stop,
      grammar: outputGrammar(profile),
    });
    const prompt = first?.prompt;
    const messages = prompt && 'messages' in prompt ? prompt.messages : [];
    expect(messages[0]?.content).toEqual([
      { type: 'text', text: profile.systemPrompt(sentSize(profile, profile.viewport)) },
    ]);
    expect(Object.values((prompt && 'messages' in prompt && prompt.images) || {})).toMatchObject([
      profile.viewport,
    ]);
    expect(progress).toHaveLength(20);
    expect(progress[0]).toEqual({ done: 0, targets: 20, hits: 0, secondsLeft: null });
    // Two seconds an answer by the scripted clock.
    expect(progress[15]).toEqual({ done: 15, targets: 20, hits: 15, secondsLeft: 10 });
  },
);

test('a cancelled test asks for nothing more', async () => {
  const controller = new AbortController();
  let asked = 0;
  const running = checkOf(
    tiny,
    (question) => {
      asked += 1;
      if (asked === 3) controller.abort(new Error('enough'));
      return act(question, middle(question));
    },
    controller.signal,
  );
  await expect(running).rejects.toThrow('enough');
  expect(asked).toBe(3);
});

test('pages are well-formed, at the size asked for, and the same every time', () => {
  for (const page of CHECK_PAGES) {
    const svg = pageSvg(page, { width: 1440, height: 900 });
    expect(svg).toBe(pageSvg(page, { width: 1440, height: 900 }));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="1440" height="900"/);
    expect(svg).toContain(`scale(${1440 / 896})`);
    const open = svg.match(/<[a-z]+(?=[\s>])[^>]*[^/]>/g)?.length;
    expect(svg.match(/<\/[a-z]+>/g)).toHaveLength(open ?? 0);
    for (const { word } of page.targets) expect(svg).toContain(`>${word}<`);
  }
  const [page] = CHECK_PAGES;
  if (!page) throw new Error('no page');
  const odd = pageSvg(
    { ...page, elements: [{ kind: 'text', x: 0, y: 9, words: '<b>&"', size: 9 }] },
    DRAWING,
  );
  expect(odd).toContain('>&#60;b&#62;&#38;&#34;</text>');
});
