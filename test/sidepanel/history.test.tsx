// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { fara7b } from '../../src/fara/profiles/fara-7b.ts';
import { DEFAULT_HISTORY } from '../../src/protocol/history.ts';
import { historyCost, historyCostInWords, historyRoom } from '../../src/sidepanel/words/history.ts';
import { playTask } from '../bench/engine/prefilled-per-step.ts';
import { drawPanel } from './draw.tsx';

test('how much history is shown is chosen in the settings', async () => {
  const panel = await drawPanel({ state: { historyChoice: true } });
  await panel.press('Settings');
  panel.find('input', '2').click();
  await panel.wait(0);
  panel.find('input', /^Several at once/).click();
  await panel.wait(0);
  expect(panel.calls()).toEqual([
    { method: 'setSettings', params: { history: { leave: 'exact', screenshots: 2 } } },
    { method: 'setSettings', params: { history: { leave: 'grouped', screenshots: 2 } } },
  ]);
  expect((panel.find('input', /^Several at once/) as HTMLInputElement).checked).toBe(true);
});

test('a model that is shown one screenshot leaves no such choice', async () => {
  const panel = await drawPanel();
  await panel.press('Settings');
  expect(panel.text()).not.toContain('Screenshots the model always sees');
});

test('the costs in the settings are those of the engine’s own cache', () => {
  for (const leave of ['exact', 'grouped'] as const) {
    for (const screenshots of [1, 2, 3] as const) {
      const { settled, longest } = playTask({ leave, screenshots });
      expect(historyCost({ leave, screenshots })).toBe(Math.round(settled));
      expect(historyRoom({ leave, screenshots })).toBe(longest + fara7b.generation.maxNewTokens);
    }
  }
  expect(historyCostInWords(DEFAULT_HISTORY)).toBe('about 5,200 new tokens a step');
});
