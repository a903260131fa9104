import type { EvalResult } from './result.ts';

const COLUMNS = [
  'id',
  'group',
  'outcome',
  'judged',
  'steps',
  'promptTokens',
  'reusedTokens',
  'generatedTokens',
  'seconds',
  'criticalStops',
  'wentOn',
  'attempts',
  'url',
  'task',
  'answer',
  'error',
  'folder',
] as const;

/** The rows as CSV (RFC 4180), and as JSON with a summary. `planned`: tasks there are in all. */
export function table(rows: readonly EvalResult[], planned: number): { csv: string; json: string } {
  const lines = rows.map((row) => {
    const cells = {
      ...row,
      judged: row.judgement === null ? '' : row.judgement.success ? 'success' : 'failure',
    };
    return COLUMNS.map((column) => cell(cells[column])).join(',');
  });
  const csv = [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('');
  return { csv, json: `${JSON.stringify({ summary: summary(rows, planned), results: rows }, null, 2)}\n` };
}

/** Counts and means. Means are over the tasks that came to an end. */
export function summary(rows: readonly EvalResult[], planned: number) {
  const outcomes: Partial<Record<EvalResult['outcome'], number>> = {};
  for (const { outcome } of rows) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const ended = rows.filter(({ outcome }) => outcome !== 'broken_off');
  const judged = rows.flatMap(({ judgement }) => judgement ?? []);
  const mean = (count: (row: EvalResult) => number) =>
    ended.length === 0 ? null : ended.reduce((sum, row) => sum + count(row), 0) / ended.length;
  return {
    planned,
    done: rows.length,
    outcomes,
    judged: judged.length,
    judgedSuccess: judged.filter(({ success }) => success).length,
    tasksWithCriticalStop: rows.filter(({ criticalStops }) => criticalStops > 0).length,
    means: {
      steps: mean(({ steps }) => steps),
      promptTokens: mean(({ promptTokens }) => promptTokens),
      generatedTokens: mean(({ generatedTokens }) => generatedTokens),
      seconds: mean(({ seconds }) => seconds),
    },
  };
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it: pages and models write these. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
