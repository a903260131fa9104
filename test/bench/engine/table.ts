import type { Measurement } from './index.ts';
import type { shareOfLimits } from './limits.ts';
import { type Pace, SHORTCUTS } from './race.ts';

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
    const { snapshot } = one.ablation;
    lines.push(
      '',
      `history ${one.history}, ${backend}${adapter?.software ? ' (software adapter)' : ''}, threads ${one.threads.ours} against transformers.js's ${one.threads.theirs}, same ids in ${one.sameIds}`,
      row('', 'step s', 'first token s', 'decode tok/s'),
      row('transformers.js', ...paceCells(one.theirs)),
      row('this engine', ...paceCells(one.ours)),
      row('ratio', ...[one.ratios.step, one.ratios.firstToken, one.ratios.decode].map((x) => x.toFixed(2))),
      row('without', 'step ×', 'vision a step', 'passes a token'),
      ...SHORTCUTS.map((name) => {
        const { step, visionPassesPerStep, passesPerToken } = one.ablation[name];
        return row(name, step.toFixed(2), visionPassesPerStep.toFixed(2), passesPerToken.toFixed(2));
      }),
      row(
        'nothing off',
        '1.00',
        one.counts.visionPassesPerStep.toFixed(2),
        one.counts.passesPerToken.toFixed(2),
      ),
      `first step after a start: ${snapshot.seconds.saved.toFixed(3)} s with the saved prompt, ` +
        `${snapshot.firstStep.toFixed(2)} x as long without (${snapshot.prefilledTokens.saved} and ` +
        `${snapshot.prefilledTokens.unsaved} tokens read)`,
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
  const { copyBytesPerSecond, readBytesPerSecond, matrixFlops } = limit;
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB/s`;
  return (
    `decode reads weights at ${percent(limit.decodeBandwidthShare)} of what a copy reads and writes ` +
    `(${gb(copyBytesPerSecond)}), ${percent(limit.decodeReadShare)} of what reading alone does (${gb(readBytesPerSecond)}); ` +
    `prefill computes ${percent(limit.prefillFlopShare)} of a large product (${(matrixFlops / 1e9).toFixed(1)} GFLOP/s)`
  );
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

function paceCells({ stepSeconds, firstTokenSeconds, decodeTokensPerSecond }: Pace): string[] {
  return [stepSeconds.toFixed(3), firstTokenSeconds.toFixed(3), decodeTokensPerSecond.toFixed(1)];
}

function row(first: string, ...cells: string[]): string {
  return first.padEnd(18) + cells.map((cell) => cell.padStart(16)).join('');
}
