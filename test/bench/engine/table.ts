import type { Measurement } from './index.ts';
import type { shareOfLimits } from './limits.ts';
import type { Pace } from './race.ts';

interface Result extends Measurement {
  latest: Measurement;
  overheadMs: number;
  counts: Measurement['counts'] & { prefilledPerStep: { full: number; exact: number; grouped: number } };
}

/** The result for people. */
export function printTable(result: Result): void {
  const lines: string[] = [];
  for (const one of [result, result.latest]) {
    const { backend, adapter } = one.device;
    lines.push(
      '',
      `history ${one.history}, ${backend}${adapter?.software ? ' (software adapter)' : ''}, same ids in ${one.sameIds}`,
      row('', 'step s', 'first token s', 'decode tok/s'),
      row('transformers.js', ...paceCells(one.theirs)),
      row('this engine', ...paceCells(one.ours)),
      row('ratio', ...[one.ratios.step, one.ratios.firstToken, one.ratios.decode].map((x) => x.toFixed(2))),
      row('without', 'step ×', 'vision a step', 'passes a token'),
      ...Object.entries(one.ablation).map(([name, { step, visionPassesPerStep, passesPerToken }]) =>
        row(name, step.toFixed(2), visionPassesPerStep.toFixed(2), passesPerToken.toFixed(2)),
      ),
      row(
        'nothing off',
        '1.00',
        one.counts.visionPassesPerStep.toFixed(2),
        one.counts.passesPerToken.toFixed(2),
      ),
      describeShares(one.limit),
    );
  }
  const { full, exact, grouped } = result.counts.prefilledPerStep;
  lines.push(
    '',
    `Fara-7B's task of 30 steps, tokens prefilled a step: ${full.toFixed(0)} without a cache, ${exact.toFixed(0)} exact, ${grouped.toFixed(0)} grouped`,
    `outside the model, settling excluded: ${result.overheadMs.toFixed(0)} ms a step (median)`,
    '',
  );
  process.stdout.write(lines.join('\n'));
}

/** How near decoding and prefill come to what the device does at best. */
export function describeShares(limit: ReturnType<typeof shareOfLimits>): string {
  const { copyBytesPerSecond, decodeBandwidthShare, matrixFlops, prefillFlopShare } = limit;
  return (
    `decode reads ${percent(decodeBandwidthShare)} of the copy bandwidth (${(copyBytesPerSecond / 1e9).toFixed(1)} GB/s); ` +
    `prefill computes ${percent(prefillFlopShare)} of a large product (${(matrixFlops / 1e9).toFixed(1)} GFLOP/s)`
  );
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

function paceCells({ stepSeconds, firstTokenSeconds, decodeTokensPerSecond }: Pace): string[] {
  return [stepSeconds.toFixed(3), firstTokenSeconds.toFixed(3), decodeTokensPerSecond.toFixed(1)];
}

function row(first: string, ...cells: string[]): string {
  return first.padEnd(18) + cells.map((cell) => cell.padStart(16)).join('');
}
