import { WeightsError } from '../errors.ts';
import type { Metadata } from './metadata.ts';

/** Token kinds of `tokenizer.ggml.token_type`: llama.h, `llama_token_type`. */
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;

/** How Qwen2's tokenizer.json cuts a text into words; llama.cpp calls it `qwen2`. */
const QWEN2_WORDS =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const NEXT = 'Put tokenizer.json and tokenizer_config.json of the original model beside the GGUF files';

/** Tokenizer files that a pack needs, rebuilt from a GGUF's metadata. */
export function tokenizerFiles(text: Metadata): Map<string, string> {
  const files = new Map([
    ['tokenizer.json', JSON.stringify(tokenizerJson(text))],
    ['tokenizer_config.json', JSON.stringify(tokenizerConfig(text))],
  ]);
  if (text.has('tokenizer.chat_template'))
    files.set('chat_template.jinja', text.string('tokenizer.chat_template'));
  return files;
}

/** @throws WeightsError `bad-config` for a vocabulary of another kind than Qwen2's byte-level BPE */
export function tokenizerJson(text: Metadata): Record<string, unknown> {
  mustBe(text, 'tokenizer.ggml.model', 'gpt2');
  mustBe(text, 'tokenizer.ggml.pre', 'qwen2');
  const vocab: Record<string, number> = Object.create(null);
  const tokens = text.strings('tokenizer.ggml.tokens');
  const types = text.numbers('tokenizer.ggml.token_type');
  if (types.length !== tokens.length) {
    throw new WeightsError('bad-config', 'tokenizer.ggml.token_type does not fit the vocabulary', {
      file: text.file,
      expected: `${tokens.length} values`,
      found: String(types.length),
      next: NEXT,
    });
  }
  tokens.forEach((token, id) => {
    if (!isAdded(types[id]) && types[id] !== UNUSED) vocab[token] = id;
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(text).map(([id, token]) => ({ id, ...token })),
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: QWEN2_WORDS }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: text.strings('tokenizer.ggml.merges'),
    },
  };
}

function tokenizerConfig(text: Metadata): Record<string, unknown> {
  const tokens = text.strings('tokenizer.ggml.tokens');
  const token = (key: string) => (text.has(key) ? (tokens[text.number(key)] ?? null) : null);
  return {
    tokenizer_class: 'Qwen2Tokenizer',
    add_bos_token: false,
    add_prefix_space: false,
    added_tokens_decoder: Object.fromEntries(addedTokens(text)),
    bos_token: null,
    eos_token: token('tokenizer.ggml.eos_token_id'),
    pad_token: token('tokenizer.ggml.padding_token_id'),
    unk_token: null,
    clean_up_tokenization_spaces: false,
    model_max_length: text.number('qwen2vl.context_length'),
  };
}

function addedTokens(text: Metadata): [id: number, token: Record<string, unknown>][] {
  const types = text.numbers('tokenizer.ggml.token_type');
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return text
    .strings('tokenizer.ggml.tokens')
    .flatMap((content, id) =>
      isAdded(types[id]) ? [[id, { content, ...flags, special: types[id] === CONTROL }]] : [],
    );
}

function isAdded(type: number | undefined): boolean {
  return type === CONTROL || type === USER_DEFINED;
}

function mustBe(text: Metadata, key: string, expected: string): void {
  const found = text.string(key);
  if (found === expected) return;
  throw new WeightsError('bad-config', `${key} is a kind of tokenizer that cannot be rebuilt`, {
    file: text.file,
    expected: JSON.stringify(expected),
    found: JSON.stringify(found.slice(0, 40)),
    next: NEXT,
  });
}
