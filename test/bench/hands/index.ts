import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Behaviour } from './behaviours/behaviour.ts';
import { ALL } from './behaviours/index.ts';
import { type Finding, runHands } from './run.ts';

/** Behaviour by behaviour: what the extension's hands achieve of what a person's mouse and keyboard do. */
export async function benchHands(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, json: { type: 'string' } },
  });
  const chosen = ALL.filter((one) => !values.only || nameOf(one).includes(values.only));
  if (chosen.length === 0) {
    process.stderr.write(`No behaviour is called '${values.only}'.\n`);
    return 2;
  }
  const { findings, tookMs } = await runHands(chosen, {
    notice: (finding) => process.stdout.write(lineOf(finding)),
  });
  const counted = findings.filter(({ counts }) => counts);
  const share = counted.filter(({ ok }) => ok).length / Math.max(1, counted.length);
  const overheadMs = median(tookMs);
  summarise(findings);
  process.stdout.write(
    `${(share * 100).toFixed(1)} % of the ${counted.length} behaviours that trusted input achieves; ` +
      `an action takes ${overheadMs.toFixed(1)} ms at the median of ${tookMs.length}\n`,
  );
  if (values.json) {
    const behaviours = findings.map(({ counts: _, ...finding }) => finding);
    await writeFile(values.json, `${JSON.stringify({ behaviours, share, overheadMs }, null, 2)}\n`);
  }
  return 0;
}

function nameOf({ site, name }: Pick<Behaviour, 'site' | 'name'>): string {
  return `${site}: ${name}`;
}

function lineOf(finding: Finding): string {
  const { ok, counts, expected, observed, trusted, reason } = finding;
  const verdict = ok ? 'ok  ' : counts ? 'MISS' : 'none';
  const detail = ok
    ? counts
      ? ''
      : `\n       trusted input gives ${JSON.stringify(trusted)}`
    : `\n       expected ${JSON.stringify(expected)}\n       observed ${JSON.stringify(observed)}\n       trusted  ${JSON.stringify(trusted)}`;
  return `${verdict} ${nameOf(finding)}${detail}${reason ? `\n       ${reason}` : ''}\n`;
}

/** One line a site. */
function summarise(findings: readonly Finding[]): void {
  process.stdout.write(`\n${'site'.padEnd(12)}${'trusted'.padStart(10)}${'hands'.padStart(10)}\n`);
  for (const site of new Set(findings.map((finding) => finding.site))) {
    const counted = findings.filter((finding) => finding.site === site && finding.counts);
    const ok = counted.filter((finding) => finding.ok);
    process.stdout.write(
      `${site.padEnd(12)}${String(counted.length).padStart(10)}${String(ok.length).padStart(10)}\n`,
    );
  }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
