// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import { screenshotsInWords } from '../../src/sidepanel/words/memory.ts';
import { drawPanel } from './draw.tsx';
import { FARA_NEEDS } from './records.ts';

const FARA = { state: { settings: { ...DEFAULT_SETTINGS, model: 'fara-7b' } } };

test('the settings say what the chosen model needs before it is loaded', async () => {
  const panel = await drawPanel({ ...FARA, needs: FARA_NEEDS });
  await panel.press('Settings');
  expect(panel.text()).toContain('Needs 8.2 GB of GPU memory on nvidia ada-lovelace');
  expect(panel.text()).toContain('5.2 GB weights, 1.9 GB conversation, 1.1 GB to work in');
  expect(panel.text()).toContain('One screenshot takes 1,632 tokens');
  expect(panel.calls()).toEqual([]);
});

test('another length of context is a setting, with what it would need', async () => {
  const panel = await drawPanel({ ...FARA, needs: FARA_NEEDS });
  await panel.press('Settings');
  const [select] = panel.place.getElementsByTagName('select');
  if (!select) throw new Error('no choice of context');
  expect([...select.options].map(({ text }) => text)).toEqual([
    '4,096 tokens: 6.8 GB',
    '8,192 tokens: 7.3 GB',
    '12,288 tokens: 7.7 GB',
    '16,384 tokens: 8.2 GB',
    '24,576 tokens: 9.1 GB',
    '32,768 tokens: 10.1 GB',
  ]);
  select.value = '8192';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await panel.wait(20);
  expect(panel.calls()).toEqual([{ method: 'setSettings', params: { contextTokens: 8192 } }]);
});

test('what fewer screenshots would save is in the sum', async () => {
  const panel = await drawPanel({
    state: { ...FARA.state, historyChoice: true },
    needs: FARA_NEEDS,
  });
  await panel.press('Settings');
  expect(panel.text()).toContain(
    'With fewer screenshots it can be shorter: a task of 30 steps takes 12,288 tokens (7.7 GB) with 3 or 2 always shown, 8,192 tokens (7.3 GB) with 1.',
  );
  panel.find('input', /^Several at once/).click();
  await panel.wait(20);
  expect(panel.text()).toContain(
    'takes 16,384 tokens (8.2 GB) with 3 or 2 always shown, 12,288 tokens (7.7 GB) with 1.',
  );
});

test('screenshots that no length of context would hold are said', () => {
  const needs = { ...FARA_NEEDS.needs, contexts: FARA_NEEDS.needs.contexts.slice(0, 2) };
  expect(screenshotsInWords(needs, 'exact')).toContain(
    'takes more than this model can hold with 3 or 2 always shown, 8,192 tokens (7.3 GB) with 1.',
  );
});

test('a small model on the processor leaves no such choice', async () => {
  const panel = await drawPanel();
  await panel.press('Settings');
  expect(panel.text()).toContain('Runs on the processor, with 35.5 MB of weights.');
  expect(panel.place.getElementsByTagName('select')).toHaveLength(0);
});

test('what can never work is said before it is tried', async () => {
  const problem = 'one step of the vision tower needs 100 MB in one piece';
  const panel = await drawPanel({ ...FARA, needs: { ...FARA_NEEDS, backend: null, problem } });
  await panel.press('Settings');
  expect(panel.find('[role=alert]', problem)).toBeTruthy();
});
