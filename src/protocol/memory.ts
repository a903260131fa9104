import { z } from 'zod';
import { GenerateRequest } from './host.ts';
import type { Registry } from './messages.ts';

const bytes = z.number().int().min(0);
const tokens = z.number().int().positive();

/** What a pack takes at one length of context, computed before anything is loaded. Sizes in bytes. */
export const MemoryNeeds = z.object({
  /** Tokens of prompt and answer that there is room for. */
  contextTokens: tokens,
  /** Prompt tokens per pass. */
  chunkTokens: tokens,
  /** Tokens of one screenshot of the viewport the model was trained at. */
  screenshotTokens: tokens,
  gpu: z.object({
    weights: bytes,
    /** keys, values and rotary tables of the whole context */
    conversation: bytes,
    /** the most that one pass holds besides */
    work: bytes,
    total: bytes,
  }),
  /** On the processor instead: the weights, which are unpacked there to float32. */
  processor: bytes,
  /** The extension's own process. */
  page: z.object({
    /** while loading: the largest tensors on their way to the GPU */
    staging: bytes,
    /** after that: rows of the embedding, kept screenshots, tokenizer, the runtime itself */
    kept: bytes,
  }),
  /** bytes of the largest buffer the GPU must give in one piece, and the tensor or cache it is for */
  largest: z.object({ what: z.string(), bytes }),
  /** The whole on the GPU at every length of context there is to choose from. */
  contexts: z.array(z.object({ contextTokens: tokens, gpuBytes: bytes })),
  /** The whole on the GPU if the same model were imported at 4 bits; null where it is. */
  at4Bits: bytes.nullable(),
});
export type MemoryNeeds = z.infer<typeof MemoryNeeds>;

/** What a WebGPU adapter says of itself that bears on memory. It never says how much it has. */
export const AdapterLimits = z.object({
  /** bytes of one buffer */
  maxBufferSize: bytes,
  /** bytes of one buffer that a kernel can read */
  maxStorageBufferBindingSize: bytes,
});
export type AdapterLimits = z.infer<typeof AdapterLimits>;

/** How a model stands to this machine, for the person who is about to load it. */
export const ModelNeeds = z.object({
  /** Where it would run; null where it would be refused, for the reason in `problem`. */
  backend: z.enum(['webgpu', 'cpu']).nullable(),
  /** What the browser calls the GPU; null on the processor or without one. */
  adapter: z.string().nullable(),
  needs: MemoryNeeds,
  /** Why it cannot be loaded, for a person; null where nothing the browser tells stands against it. */
  problem: z.string().nullable(),
});
export type ModelNeeds = z.infer<typeof ModelNeeds>;

/** What the panel asks of the page that hosts the engine, before anything is loaded. */
export const memoryMethods = {
  needs: {
    params: GenerateRequest.pick({ device: true, model: true, contextTokens: true }),
    result: ModelNeeds,
  },
} satisfies Registry;

/** Lengths of context to choose from, in tokens. */
export const CONTEXTS = [4096, 8192, 12_288, 16_384, 24_576, 32_768] as const;
/** Room for Fara-7B's prompt, six screenshots, dozens of past turns and an answer. */
export const DEFAULT_CONTEXT = 16_384;
