import { z } from 'zod';

const TokenizerJson = z.object({
  added_tokens: z.array(z.object({ id: z.number().int().min(0), content: z.string(), special: z.boolean() })),
  model: z.object({ vocab: z.custom<Readonly<Record<string, unknown>>>(isObject, 'must be an object') }),
});

/**
 * The bytes of each token of a byte-level tokenizer.json, by id; null for special tokens, tokens that are not spelled
 * in the byte alphabet, and ids without a token.
 * @throws ZodError when this is no tokenizer.json with a vocabulary
 */
export function tokenBytes(tokenizer: Record<string, unknown>): (Uint8Array | null)[] {
  const { added_tokens, model } = TokenizerJson.parse(tokenizer);
  const bytes: (Uint8Array | null)[] = [];
  const alphabet = byteAlphabet();
  for (const [token, id] of Object.entries(model.vocab)) {
    if (typeof id === 'number') bytes[id] = spelled(token, alphabet);
  }
  const utf8 = new TextEncoder();
  for (const { id, content, special } of added_tokens) bytes[id] = special ? null : utf8.encode(content);
  return Array.from(bytes, (token) => token ?? null);
}

/** A schema that looks at each of 150,000 tokens would take longer than all the rest here. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function spelled(token: string, alphabet: ReadonlyMap<string, number>): Uint8Array | null {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = alphabet.get(token[i] as string);
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  return bytes;
}

/** The printable characters that stand for the 256 bytes. Source: `bytes_to_unicode` of openai/gpt-2. */
function byteAlphabet(): Map<string, number> {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return new Map(
    Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(printable(byte) ? byte : next++), byte]),
  );
}
