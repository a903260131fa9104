import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { finalAnswer, sentSize } from '../../src/fara/profile.ts';
import { getProfile, profileForPack, profiles } from '../../src/fara/profiles/index.ts';
import { pythonJson } from '../../src/fara/python-json.ts';
import { golden, sha256, sharedFixture } from './fixtures.ts';

const fara7b = getProfile('fara-7b');

test('the system prompt for 1440x900 is the reference byte for byte', () => {
  const image = sentSize(fara7b, { width: 1440, height: 900 });
  const prompt = fara7b.systemPrompt(image);
  expect(image).toEqual({ width: 1428, height: 896 });
  expect(prompt.length).toBe(6093);
  const { system_prompt } = golden<{ system_prompt: { sha256: string } }>('golden-tokens.json');
  expect(sha256(prompt)).toBe(system_prompt.sha256);
});

const reference = sharedFixture('fara/prompts/fara7b_system_1440x900.txt');
test.runIf(reference)('only the size differs at another size', () => {
  const text = readFileSync(reference as URL, 'utf8');
  expect(fara7b.systemPrompt({ width: 392, height: 840 })).toBe(text.replace('1428x896', '392x840'));
});

test("JSON is spaced as Python's", () => {
  expect(pythonJson({ a: [1, true, null], b: { c: 'é "x"\n' }, d: [], e: {} })).toBe(
    '{"a": [1, true, null], "b": {"c": "é \\"x\\"\\n"}, "d": [], "e": {}}',
  );
});

test('every profile sends its own viewport within its budget', () => {
  for (const profile of profiles) {
    const { width, height } = sentSize(profile, profile.viewport);
    expect(width * height).toBeLessThanOrEqual(profile.imageBudget.maxPixels);
    expect(profile.systemPrompt({ width, height })).not.toBe('');
    expect(profile.actions).toContain('terminate');
    expect(new Set(profile.actions).size).toBe(profile.actions.length);
  }
  expect(new Set(profiles.map(({ id }) => id)).size).toBe(profiles.length);
});

test('a pack finds its profile by name, and hears which there are when it cannot', () => {
  expect(profileForPack({ name: 'p', profile: 'fara-tiny' }).id).toBe('fara-tiny');
  expect(() => profileForPack({ name: 'p', profile: null })).toThrow(/pack "p" names no profile.*fara-7b/);
  expect(() => profileForPack({ name: 'p', profile: 'fara-9' })).toThrow(/no profile "fara-9".*fara-7b/);
});

test('the answer to the person is the thoughts of the terminating turn', () => {
  const action = { action: 'terminate', status: 'success' } as const;
  expect(finalAnswer(fara7b, { thoughts: 'It costs 5 euros.', action })).toBe('It costs 5 euros.');
});
