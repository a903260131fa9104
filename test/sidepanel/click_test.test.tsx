// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { BAD_CLICKS, CLICKS } from './click_results.ts';
import { drawPanel } from './draw.tsx';

async function openSettings(options: Parameters<typeof drawPanel>[0]) {
  const panel = await drawPanel(options);
  await panel.press('Settings');
  await panel.wait(20);
  return panel;
}

test('clicking is tested with progress and can be cancelled', async () => {
  const panel = await openSettings({});
  await panel.press('Test clicking');
  expect(panel.calls()).toEqual([{ method: 'startCheck', params: {} }]);
  const progress = { done: 7, targets: 20, hits: 6, secondsLeft: 11.2 };
  await panel.hear({
    type: 'check',
    check: { running: { model: null, progress }, failed: null, kept: [] },
  });
  expect(panel.text()).toContain('7 of 20 · 6 hit · 11 s left');
  expect(panel.find('progress', /Testing whether/).getAttribute('value')).toBe('7');
  expect(panel.all('button', /Test clicking/)).toEqual([]);
  await panel.press('Cancel');
  expect(panel.calls().at(-1)).toEqual({ method: 'cancelCheck', params: {} });
});

test('a good result is kept with its date, and what was missed can be looked at', async () => {
  const panel = await openSettings({ clicks: { kept: [{ model: null, result: CLICKS }] } });
  const text = panel.text();
  expect(text).toContain('It clicks where it should');
  expect(text).toContain('19 of 20 targets hit · 25 px mean error · 4 of 4 texts exact · 0.6 s per answer');
  expect(text).toMatch(/Tested .*2026.* on the (CPU|GPU)/);
  expect(text).not.toContain('What probably');
  panel.find('summary', 'What it missed');
  expect(panel.place.querySelectorAll('details li')).toHaveLength(1);
  panel.button('Test clicking again');
});

test('a bad result names what probably keeps it from that', async () => {
  const panel = await openSettings({ clicks: { kept: [{ model: null, result: BAD_CLICKS }] } });
  expect(panel.text()).toContain('It does not click where it should');
  expect(panel.text()).toContain('4 answers not understood');
  for (const cause of BAD_CLICKS.causes) expect(panel.text()).toContain(cause);
});

test('the result of another model is not shown, nor one from before an update', async () => {
  const other = await openSettings({ clicks: { kept: [{ model: 'mine', result: CLICKS }] } });
  expect(other.text()).not.toContain('It clicks where it should');
  const older = { ...CLICKS, info: { ...CLICKS.info, packHash: 'older' } };
  const panel = await openSettings({ clicks: { kept: [{ model: null, result: older }] } });
  expect(panel.text()).not.toContain('It clicks where it should');
  panel.button('Test clicking');
});

test('what kept the test from its end is said', async () => {
  const panel = await openSettings({ clicks: { failed: { model: null, message: 'The GPU went away.' } } });
  expect(panel.text()).toContain('Clicking could not be tested');
  expect(panel.text()).toContain('The GPU went away.');
});
