import type { HistoryChoice } from '../../protocol/history.ts';

/**
 * Tokens of the prompt that a step of a long task has to compute: Fara-7B at 1440 × 900, answers of 80 tokens. Counted
 * by playing the task through the engine's prefix cache; test/sidepanel/history.test.tsx counts again.
 */
const TOKENS: Record<HistoryChoice['leave'], Record<HistoryChoice['screenshots'], number>> = {
  exact: { 3: 5240, 2: 3494, 1: 1748 },
  grouped: { 3: 2626, 2: 2188, 1: 1752 },
};

/** The longest prompt of 30 steps of the same task, and the longest answer that Fara-7B may give. */
const LONGEST: typeof TOKENS = {
  exact: { 3: 8882, 2: 7220, 1: 5558 },
  grouped: { 3: 13_868, 2: 12_122, 1: 10_376 },
};
const ANSWER = 1024;

/** Tokens of conversation that a task of 30 steps takes, its longest answer included. */
export function historyRoom({ leave, screenshots }: HistoryChoice): number {
  return LONGEST[leave][screenshots] + ANSWER;
}

/** What a choice costs at each step. */
export function historyCost({ leave, screenshots }: HistoryChoice): number {
  return TOKENS[leave][screenshots];
}

/** The cost for people: two digits are as many as mean something for other pages and answers. */
export function historyCostInWords(history: HistoryChoice): string {
  const rounded = Math.round(historyCost(history) / 100) * 100;
  return `about ${rounded.toLocaleString('en')} new tokens a step`;
}
