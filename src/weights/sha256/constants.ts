/** Byte offsets in the module's memory: the eight words of the state, then the blocks. */
export const MEMORY = { state: 0, input: 64, inputBytes: 65_536 } as const;

/** The first 32 bits of the fractional part. */
function fraction(value: number): number {
  return Math.floor((value % 1) * 2 ** 32) | 0;
}

const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);

/** Of the square roots of the first 8 primes (FIPS 180-4, 5.3.3). */
export const INITIAL: readonly number[] = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
/** Of the cube roots of the first 64 (4.2.2). */
export const K: readonly number[] = primes.map((prime) => fraction(Math.cbrt(prime)));
