import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';

/** What is read of the report that Vitest writes with `--reporter=json`. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      /** The file's path. */
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/** A test that failed, or that passed only when it was tried again. */
export interface Trouble {
  verdict: 'failed' | 'passed on its second try';
  file: string;
  test: string;
  /** The first line of its first error. */
  error: string;
}

export interface Counts {
  passed: number;
  failed: number;
  troubles: Trouble[];
}

/** The counts and troubles in the report at `path`, files named from `root`; null where there is no readable one. */
export function readReport(path: string, root: string): Counts | null {
  let report: z.infer<typeof Report>;
  try {
    report = Report.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
  const troubles = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const ofTests = assertionResults.flatMap(({ fullName: test, status, failureMessages: [first] }) => {
      if (status !== 'failed' && first === undefined) return [];
      const verdict = status === 'failed' ? ('failed' as const) : ('passed on its second try' as const);
      return [{ verdict, file, test, error: firstLine(first) }];
    });
    // A file that does not load, or whose hook fails, holds no test that failed.
    const whole = status === 'failed' && !ofTests.some(({ verdict }) => verdict === 'failed');
    return whole
      ? [...ofTests, { verdict: 'failed' as const, file, test: '(the file)', error: firstLine(message) }]
      : ofTests;
  });
  return { passed: report.numPassedTests, failed: report.numFailedTests, troubles };
}

const firstLine = (text = '') => text.split('\n', 1)[0] ?? '';
