import { PreTrainedTokenizer } from '@huggingface/transformers';
import { z } from 'zod';
import { tokenBytes } from './token-bytes.ts';

/** The tokenizer files of a checkpoint, parsed and otherwise verbatim. */
export interface TokenizerFiles {
  /** tokenizer.json */
  tokenizer: Record<string, unknown>;
  /** tokenizer_config.json */
  config: Record<string, unknown>;
  /** chat_template.jinja; wins over `config.chat_template`. */
  chatTemplate?: string | undefined;
}

/** A message as the chat template sees it; an image is only its place in the text. */
export interface TemplateMessage {
  role: string;
  content: ({ type: 'text'; text: string } | { type: 'image' })[];
}

/** Byte-level BPE tokenizer and chat template of one checkpoint. */
export interface Tokenizer {
  /** Text, special tokens spelled out in it included → ids; nothing is added. */
  encode(text: string): number[];
  /** Ids → text; special tokens such as `<|im_end|>` are left out, `<tool_call>` is kept. */
  decode(ids: readonly number[]): string;
  /**
   * The id of one token such as `<|im_end|>`.
   * @throws Error when the vocabulary lacks it
   */
  idOf(token: string): number;
  /**
   * The bytes each token adds to a text, by id; null for special tokens, which `decode` leaves out, and for ids
   * without a token.
   * @throws ZodError when tokenizer.json holds no byte-level vocabulary
   */
  tokenBytes(): (Uint8Array | null)[];
  /**
   * Messages → the text the model reads, up to and with the assistant's header; every image is one
   * `<|image_pad|>`. Special tokens spelled out in a text are broken up.
   */
  render(messages: readonly TemplateMessage[]): string;
}

/**
 * Builds a tokenizer from files already read: no file system, no network, so it works in a worker, an
 * extension page and Node alike. The only module that imports `@huggingface/transformers`.
 * @throws Error when the files hold no chat template
 */
export function createTokenizer(files: TokenizerFiles): Tokenizer {
  const template = files.chatTemplate ?? files.config.chat_template;
  if (typeof template !== 'string') {
    throw new Error(
      'no chat template: the checkpoint needs chat_template.jinja or `chat_template` in tokenizer_config.json',
    );
  }
  const inner = new PreTrainedTokenizer(files.tokenizer, { ...files.config, chat_template: template });
  return {
    encode: (text) => inner.encode(text, { add_special_tokens: false }),
    decode: (ids) =>
      ids.length === 0
        ? ''
        : inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    idOf(token) {
      const id = inner.get_vocab().get(token);
      if (id === undefined) throw new Error(`the vocabulary of this checkpoint has no token ${token}`);
      return id;
    },
    tokenBytes: () => tokenBytes(files.tokenizer),
    render(messages) {
      const plain = messages.map(({ role, content }) => ({
        role,
        content: content.map((part) =>
          part.type === 'text' ? { ...part, text: asPlainText(part.text, inner.all_special_tokens) } : part,
        ),
      }));
      const text = inner.apply_chat_template(plain, { tokenize: false, add_generation_prompt: true });
      return z.string().parse(text);
    },
  };
}

/**
 * Breaks up special tokens in a text (`<|im_end|>` → `<| im_end|>`): a task or an address must not be able to
 * end its own turn and speak as someone else. Text without them stays as it is, byte for byte.
 */
function asPlainText(text: string, specialTokens: readonly string[]): string {
  if (!text.includes('<|')) return text;
  return specialTokens.reduce((safe, token) => safe.replaceAll(token, token.replace('<|', '<| ')), text);
}
