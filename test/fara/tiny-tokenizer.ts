import { createTokenizer, type Tokenizer } from '../../src/fara/tokenizer.ts';

/** Qwen's chat template in little. */
const CHAT_TEMPLATE = `{% for message in messages %}<|im_start|>{{ message['role'] }}
{% for content in message['content'] %}{% if content['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}`;

const SPECIAL = [
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  '<|vision_start|>',
  '<|vision_end|>',
  '<|image_pad|>',
];
const MARKERS = ['<tool_call>', '</tool_call>'];

/** GPT-2's printable stand-ins for the 256 bytes. */
function byteAlphabet(): string[] {
  const printable = (b: number) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCharCode(printable(b) ? b : next++));
}

/** A byte-level tokenizer in the Hugging Face format without merges: one token per byte, id = byte. */
export function byteTokenizer(): Tokenizer {
  const added = [...SPECIAL, ...MARKERS].map((content, i) => ({
    id: 256 + i,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: SPECIAL.includes(content),
  }));
  const vocab = Object.fromEntries(byteAlphabet().map((char, byte) => [char, byte]));
  return createTokenizer({
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added,
      normalizer: { type: 'NFC' },
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
      post_processor: null,
      decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      model: { type: 'BPE', vocab, merges: [], dropout: null, unk_token: null, byte_fallback: false },
    },
    config: { tokenizer_class: 'Qwen2Tokenizer', clean_up_tokenization_spaces: false },
    chatTemplate: CHAT_TEMPLATE,
  });
}
