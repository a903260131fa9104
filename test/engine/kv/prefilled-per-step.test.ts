import { describe, expect, test } from 'vitest';
import { FARA_7B_TASK, playTask, prefilledPerStep } from '../../bench/engine/prefilled-per-step.ts';

/**
 * The floor under the upstream rule, by hand. A screenshot leaves out of the middle, so all that follows it is new
 * whatever one keeps: three user turns, the three answers before them, and what asks for the next answer. Of the first
 * of these answers only `<|im_start|>` stands where it stood, since the screenshot's turn began with it too.
 */
function floorPerStep(): number {
  const { turn, screenshot, answer } = FARA_7B_TASK;
  const userTurn = '<|im_start|> user \n <|vision_start|> <|vision_end|> <|im_end|> \n'.split(' ').length;
  const answerTurn = '<|im_start|> assistant \n \n'.split(' ').length;
  const asking = '<|im_start|> assistant \n'.split(' ').length;
  return 3 * (userTurn + turn + screenshot) + 3 * (answerTurn + answer) + asking - 1;
}

describe('tokens to compute per step of a 30-step Fara-7B task', () => {
  const { full, exact, grouped } = prefilledPerStep();

  test('everything anew: about 7,500', () => expect(full / 7500).toBeCloseTo(1, 2));

  test('the upstream rule: exactly the floor, which is within 2 % of 5,260', () => {
    expect(exact).toBe(floorPerStep());
    expect(Math.abs(exact / 5260 - 1)).toBeLessThan(0.02);
  });

  test('in groups: at most 2,700, the last step that screenshots leave at included', () => {
    expect(grouped).toBeLessThanOrEqual(2700);
    const { steps } = playTask({ leave: 'grouped', screenshots: 3 });
    const appended = steps.filter((tokens) => tokens < FARA_7B_TASK.screenshot + 100);
    expect(appended.length).toBeGreaterThan(20);
  });
});

test('what is kept never costs more than reading everything, at any step', { timeout: 60_000 }, () => {
  for (const leave of ['exact', 'grouped'] as const) {
    for (const screenshots of [1, 2, 3] as const) {
      const cached = playTask({ leave, screenshots }).steps;
      const full = playTask({ leave, screenshots }, false).steps;
      cached.forEach((tokens, step) => {
        expect(tokens).toBeLessThanOrEqual(full[step] ?? 0);
      });
    }
  }
});
