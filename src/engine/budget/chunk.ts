/** Tokens per prefill call: bounds the memory of activations, one GPU submission, and how long an abort has to wait. */
export const CHUNK_TOKENS = 512;
