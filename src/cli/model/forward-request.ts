import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { PromptInput } from '../../engine/prompt/input.ts';
import type { RgbaImage } from '../../protocol/chat.ts';
import { UsageError } from '../usage.ts';
import { readPng } from './png.ts';

const Options = {
  max_new_tokens: z.number().int().min(0),
  repetition_penalty: z.number().positive().optional(),
};
const Part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image'), path: z.string() }),
]);
const Message = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.union([z.string(), z.array(Part)]),
});

/** REQ.json of `model forward`. Image paths are relative to it. */
const RequestFile = z.union([
  z.strictObject({ messages: z.array(Message).min(1), ...Options }),
  z.strictObject({
    input_ids: z.array(z.number().int().min(0)).min(1),
    images: z.array(z.string()).default([]),
    ...Options,
  }),
]);

export interface ForwardInput {
  input: PromptInput<RgbaImage>;
  maxNewTokens: number;
  repetitionPenalty: number | undefined;
}

/** Reads a request and its images. Throws UsageError where the file is no request; Error for a bad image. */
export async function readForwardRequest(path: string): Promise<ForwardInput> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--request ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = RequestFile.safeParse(json);
  if (!parsed.success) throw new UsageError(`--request ${path}:\n${z.prettifyError(parsed.error)}`);
  const request = parsed.data;
  const load = (image: string) => readPng(resolve(dirname(path), image));
  const options = { maxNewTokens: request.max_new_tokens, repetitionPenalty: request.repetition_penalty };
  if ('input_ids' in request) {
    const images = await Promise.all(request.images.map(load));
    return { input: { inputIds: request.input_ids, images }, ...options };
  }
  const messages = request.messages.map(({ role, content }) => ({
    role,
    content: (typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content).map(
      (part) => (part.type === 'image' ? { type: part.type, image: part.path } : part),
    ),
  }));
  const paths = messages.flatMap(({ content }) =>
    content.flatMap((part) => (part.type === 'image' ? [part.image] : [])),
  );
  const images = [...new Set(paths)].map(async (image) => [image, await load(image)] as const);
  return { input: { messages, images: Object.fromEntries(await Promise.all(images)) }, ...options };
}
