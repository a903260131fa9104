import { quantiseRows } from '../../../src/weights/quantise/quantise.ts';
import { plainQuantiseRows } from '../../weights/plain_quantiser.ts';
import { normalWeights } from '../../weights/random.ts';

const ROWS = 256;
const COLUMNS = 3584;
const ROUNDS = 7;

/** Rates in bytes of bf16 source per second, one thread; the fastest of several rounds, taken in turns. */
export function measureQuantiser(quant: 'q4' | 'q8') {
  const values = normalWeights(ROWS * COLUMNS, 11);
  const bytes = 2 * values.length;
  let fast = Number.POSITIVE_INFINITY;
  let plain = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    fast = Math.min(
      fast,
      seconds(() => quantiseRows(quant, values, ROWS, COLUMNS)),
    );
    plain = Math.min(
      plain,
      seconds(() => plainQuantiseRows(quant, values, ROWS, COLUMNS)),
    );
  }
  const a = quantiseRows(quant, values, ROWS, COLUMNS);
  const b = plainQuantiseRows(quant, values, ROWS, COLUMNS);
  return {
    quant,
    bytesPerSecond: bytes / fast,
    plainBytesPerSecond: bytes / plain,
    ratio: plain / fast,
    sameBytes: Buffer.compare(a.data, b.data) === 0 && a.scales.every((scale, i) => scale === b.scales[i]),
  };
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}
