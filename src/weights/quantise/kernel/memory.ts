/** Byte offsets in the kernel's memory; 16 bytes hold the same value of two blocks, as float64. */
export const MEMORY = { values: 0, levels: 512, refitted: 1024, sums: 1536, input: 2048 } as const;
