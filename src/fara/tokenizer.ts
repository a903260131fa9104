import { PreTrainedTokenizer } from '@huggingface/transformers';
import { z } from 'zod';

/** The tokenizer files of a checkpoint, parsed and otherwise verbatim. */
export interface TokenizerFiles {
  /** tokenizer.json */
  tokenizer: Record<string, unknown>;
  /** tokenizer_config.json */
  config: Record<string, unknown>;
  /** chat_template.jinja; wins over `config.chat_template`. */
  chatTemplate?: string | undefined;
}

/** Jinja's view of a message; an image is only its place in the text. */
export interface TemplateMessage {
  role: string;
  content: ({ type: 'text'; text: string } | { type: 'image' })[];
}

/** Byte-level BPE tokenizer and chat template of one checkpoint. Reads no file and no network. */
export interface Tokenizer {
  /** Text with special tokens spelled out → ids; nothing is added. */
  encode(text: string): number[];
  /** Ids → text, special tokens (end of turn, padding) left out, `<tool_call>` kept. */
  decode(ids: readonly number[]): string;
  /**
   * The id of a single token such as `<|im_end|>`.
   * @throws Error when the vocabulary lacks it
   */
  idOf(token: string): number;
  /** Renders messages to the text the model reads, ending with the assistant's header. */
  render(messages: readonly TemplateMessage[]): string;
}

/**
 * Builds a tokenizer from files already read, so it works in a worker, an extension page and Node alike.
 * @throws Error when neither `chatTemplate` nor the config holds a chat template
 */
export function createTokenizer(files: TokenizerFiles): Tokenizer {
  const config = files.chatTemplate ? { ...files.config, chat_template: files.chatTemplate } : files.config;
  if (typeof config.chat_template !== 'string') {
    throw new Error(
      'the checkpoint has no chat template: chat_template.jinja or tokenizer_config.json must hold one',
    );
  }
  const inner = new PreTrainedTokenizer(files.tokenizer, config);
  return {
    encode: (text) => inner.encode(text, { add_special_tokens: false }),
    decode: (ids) =>
      inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    idOf(token) {
      const id = inner.get_vocab().get(token);
      if (id === undefined) throw new Error(`the vocabulary has no token ${token}`);
      return id;
    },
    render: (messages) =>
      z
        .string()
        .parse(inner.apply_chat_template([...messages], { tokenize: false, add_generation_prompt: true })),
  };
}
