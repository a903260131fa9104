import { z } from 'zod';

/**
 * What chat servers of the OpenAI kind answer, as far as it is read here. Servers add fields of their own and leave
 * out what they do not know, so every schema takes more and insists on little.
 */

/** Text of the reasoning that some servers cut off the answer: vLLM and llama-server, Ollama. */
const Reasoning = {
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
};

/** A call that the server has cut out of the words, or a piece of one in a stream. */
const ToolCallPart = z.object({
  index: z.number().int().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }),
});
export type ToolCallPart = z.infer<typeof ToolCallPart>;
const ToolCallParts = { tool_calls: z.array(ToolCallPart).nullish() };

export const Usage = z.object({
  prompt_tokens: z.number().int().min(0),
  completion_tokens: z.number().int().min(0).default(0),
  prompt_tokens_details: z.object({ cached_tokens: z.number().int().min(0).nullish() }).nullish(),
});
export type Usage = z.infer<typeof Usage>;

/** Whatever a server says is wrong: an object in OpenAI's manner, a plain text (Ollama), or FastAPI's `detail`. */
export const Fault = z.union([
  z
    .object({ error: z.union([z.string(), z.object({ message: z.string() })]) })
    .transform(({ error }) => (typeof error === 'string' ? error : error.message)),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z
    .object({ detail: z.unknown() })
    .transform(({ detail }) => (typeof detail === 'string' ? detail : JSON.stringify(detail))),
]);

/** One `data:` of a streamed answer. The last may have no choice, only the usage. */
export const Chunk = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish(), ...Reasoning, ...ToolCallParts }).default({}),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: Usage.nullish(),
});
export type Chunk = z.infer<typeof Chunk>;

/** An answer in one piece. */
export const Completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), ...Reasoning, ...ToolCallParts }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: Usage.nullish(),
});

export const ModelList = z.object({ data: z.array(z.object({ id: z.string() })) });
