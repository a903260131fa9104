import { existsSync, readFileSync } from 'node:fs';
import { createTokenizer, type Tokenizer } from '../../../src/fara/tokenizer.ts';
import { sharedFixture } from '../../fara/fixtures.ts';
import { byteTokenizer } from '../../fara/tiny-tokenizer.ts';

/** A tokenizer and how many rows the logits of its model have. */
export interface Vocab {
  tokenizer: Tokenizer;
  size: number;
}

function fromFolder(folder: URL, size: number): Vocab {
  const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
  const tokenizer = createTokenizer({
    tokenizer: JSON.parse(read('tokenizer.json')),
    config: JSON.parse(read('tokenizer_config.json')),
    chatTemplate: read('chat_template.jinja'),
  });
  return { tokenizer, size };
}

/** Fara-7B's; null, with the reason printed, where the checkout lacks the file. */
export function fara7bVocab(): Vocab | null {
  const file = sharedFixture('fara/checkpoint/tokenizer.json');
  return file && fromFolder(new URL('.', file), 152_064);
}

/** fara-tiny's, with tokens that span several pieces of the grammar. */
export function faraTinyVocab(): Vocab | null {
  const folder = new URL('../../../models/fara-tiny/pack/', import.meta.url);
  if (!existsSync(new URL('tokenizer.json', folder))) {
    console.info('skipped: models/fara-tiny/pack is not here');
    return null;
  }
  const pack = JSON.parse(readFileSync(new URL('pack.json', folder), 'utf8'));
  return fromFolder(folder, pack.config.vocab_size);
}

/** One token a byte. */
export function byteVocab(): Vocab {
  return { tokenizer: byteTokenizer(), size: 264 };
}
