/**
 * Levels to which the value of largest magnitude of a block is mapped, one after the other. Below the full
 * range it wastes a level, above it the largest value is clipped; what is best depends on the block.
 * A negative one flips the sign of the scale, so that either sign can use the extra level −8 or −128.
 */
export const PROBES = {
  q4: [-8.7, -8.4, -8.1, -7.8, -7.5, -7.2, -6.9, -6.6, 7.4, 7.1, 6.8, 6.5],
  q8: [-128.3, -127.9, -127.3, 127.3, 126.8],
} as const;

/** Lowest and highest level. */
export const LIMITS = { q4: { low: -8, high: 7 }, q8: { low: -128, high: 127 } } as const;
