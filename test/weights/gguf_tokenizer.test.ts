import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GgufValue } from '../../src/weights/gguf/cursor.ts';
import { Metadata } from '../../src/weights/gguf/metadata.ts';
import { tokenizerJson } from '../../src/weights/gguf/tokenizer.ts';

const path = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'shared',
  'fixtures',
  'fara',
  'checkpoint',
  'tokenizer.json',
);
const here = existsSync(path);
if (!here) console.log('Fara-7B side files are not beside this checkout: one case is skipped');

/** What llama.cpp's converter stores of a tokenizer.json: conversion/base.py, `get_vocab_base`. */
function stored(tokenizer: {
  model: { vocab: Record<string, number>; merges: string[] };
  added_tokens: { id: number; content: string; special: boolean }[];
}): Metadata {
  const size = 152064;
  const tokens: string[] = Array.from({ length: size }, (_, i) => `[PAD${i}]`);
  const types: number[] = Array(size).fill(5);
  for (const [token, id] of Object.entries(tokenizer.model.vocab)) {
    tokens[id] = token;
    types[id] = 1;
  }
  for (const { id, content, special } of tokenizer.added_tokens) {
    tokens[id] = content;
    types[id] = special ? 3 : 4;
  }
  const values = new Map<string, GgufValue>([
    ['tokenizer.ggml.model', 'gpt2'],
    ['tokenizer.ggml.pre', 'qwen2'],
    ['tokenizer.ggml.tokens', tokens],
    ['tokenizer.ggml.token_type', types],
    ['tokenizer.ggml.merges', tokenizer.model.merges],
  ]);
  return new Metadata('model.gguf', values);
}

test.skipIf(!here)(
  "Fara-7B's tokenizer.json comes back from the metadata as it was",
  () => {
    const tokenizer = JSON.parse(readFileSync(path, 'utf8'));
    const rebuilt = tokenizerJson(stored(tokenizer)) as typeof tokenizer;
    expect(Object.entries(rebuilt.model.vocab).length).toBe(151643);
    for (const [token, id] of Object.entries(tokenizer.model.vocab))
      if (rebuilt.model.vocab[token] !== id)
        throw new Error(`${token} is ${rebuilt.model.vocab[token]}, not ${id}`);
    const plain = ({ model: { vocab: _, ...model }, ...rest }: typeof tokenizer) => ({ ...rest, model });
    expect(JSON.stringify(plain(rebuilt))).toBe(JSON.stringify(plain(tokenizer)));
  },
  60_000,
);
