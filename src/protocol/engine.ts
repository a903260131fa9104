import { z } from 'zod';
import { ChatMessage, GenerationTimings, TokenCounts } from './chat.ts';
import { Size } from './geometry.ts';
import { OutputGrammar } from './grammar.ts';

/** Why the engine refused or failed; each calls for another advice. */
export const EngineErrorCode = z.enum([
  /** No pack is loaded, or the worker was stopped. */
  'not-loaded',
  /** The pack cannot be read or is no pack. */
  'bad-pack',
  /** The request cannot be carried out with this pack, e.g. too long, wrong images, unknown token. */
  'bad-request',
  /** The browser offers no WebGPU adapter. */
  'no-gpu',
  /** Only a software adapter exists and the pack is too large for the processor. */
  'too-large-for-cpu',
  /** The GPU's driver does not give buffers as large as this pack needs. */
  'too-large-for-gpu',
  /** The conversation has outgrown the context that memory was set aside for. */
  'context-full',
  /** The GPU, or the page, has no memory left; other programs may use it. */
  'out-of-memory',
  /** No set of device features computes every kernel family correctly. */
  'gpu-wrong',
  /** The GPU device went away (driver reset, out of memory, sleep); loading again may help. */
  'device-lost',
  /** The worker itself failed or sent what nobody understands; another one may do. */
  'worker-died',
  'aborted',
  'internal',
]);
export type EngineErrorCode = z.infer<typeof EngineErrorCode>;

/** What the person or the command line asks for. */
export const DeviceChoice = z.enum(['auto', 'webgpu', 'cpu']);
export type DeviceChoice = z.infer<typeof DeviceChoice>;

/** A WebGPU adapter as the browser describes it. */
export const AdapterInfo = z.object({
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
  /** A software adapter: correct, but about as slow as 7 ms a dispatch. */
  software: z.boolean(),
  subgroupMinSize: z.number().int().nullable(),
});
export type AdapterInfo = z.infer<typeof AdapterInfo>;

/** Outcome of the known-answer tests with one feature set. */
export const KernelCheck = z.object({
  features: z.array(z.string()),
  passed: z.boolean(),
  /** Relative L2 error per kernel family; null where the run failed. */
  errors: z.record(z.string(), z.number().nullable()),
});
export type KernelCheck = z.infer<typeof KernelCheck>;

/** What is known about one adapter; the host stores it under `adapter` and hands it back at the next load. */
export const DeviceVerdict = z.object({
  version: z.literal(2),
  /** Identifies adapter, browser build and ONNX Runtime build: a verdict counts for exactly these. */
  adapter: z.string(),
  /** The optional features to create the device with; null: nothing computes correctly here. */
  features: z.array(z.string()).nullable(),
  checks: z.array(KernelCheck),
});
export type DeviceVerdict = z.infer<typeof DeviceVerdict>;

/** What the engine ended up on. */
export const DeviceReport = z.object({
  backend: z.enum(['webgpu', 'cpu']),
  adapter: AdapterInfo.nullable(),
  features: z.array(z.string()),
  /** Present when the tests ran now; worth storing. */
  verdict: DeviceVerdict.nullable(),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

/** Where the worker finds a pack's files. */
export const PackLocation = z.discriminatedUnion('kind', [
  /** A folder served over HTTP(S) or from the extension, ending in a slash. */
  z.object({ kind: z.literal('url'), base: z.url() }),
  /** A folder of the pack store in the origin private file system. */
  z.object({ kind: z.literal('opfs'), folder: z.string().min(1) }),
  /** Files the person has chosen, by name. */
  z.object({
    kind: z.literal('files'),
    files: z.array(z.object({ name: z.string(), blob: z.instanceof(Blob) })),
  }),
]);
export type PackLocation = z.infer<typeof PackLocation>;

export const LoadRequest = z.object({
  pack: PackLocation,
  device: DeviceChoice,
  /** Tokens of prompt and answer to set memory aside for. Left out: it grows as needed. */
  contextTokens: z.number().int().positive().optional(),
  /** The stored verdict for this adapter, if there is one. */
  verdict: DeviceVerdict.nullable().default(null),
  /** Threads on the processor. Left out: the machine's logical cores, at most four; for measuring. */
  threads: z.number().int().positive().max(64).optional(),
  /** Whether the system prompt's keys and values are kept on disk for the next start. */
  snapshot: z.boolean().default(true),
});
export type LoadRequest = z.input<typeof LoadRequest>;

export const LoadProgress = z.object({
  stage: z.enum(['device', 'checks', 'pack', 'vision', 'decoder', 'ready']),
  /** Share of the whole load, 0 to 1. */
  share: z.number().min(0).max(1),
});
export type LoadProgress = z.infer<typeof LoadProgress>;

export const LoadedModel = z.object({
  name: z.string(),
  /** sha256 of pack.json, hex; it covers the shards. */
  packHash: z.string(),
  quant: z.enum(['f32', 'q8', 'q4-head8', 'q4']),
  profile: z.string().nullable(),
  device: DeviceReport,
});
export type LoadedModel = z.infer<typeof LoadedModel>;

/** A picture for the worker: an encoded PNG, JPEG or WebP, such a one with the size it is to be sent at, or RGBA rows. */
export const EngineImage = z.union([
  z.instanceof(Blob),
  /** The picture may have more px, as screenshots of HiDPI screens have; the worker resizes it. */
  z.object({ picture: z.instanceof(Blob), size: Size }),
  z.object({ width: z.number().int(), height: z.number().int(), data: z.instanceof(Uint8ClampedArray) }),
]);
export type EngineImage = z.infer<typeof EngineImage>;

/** The prompt: chat messages whose image parts are keys of `images`, or token ids with images in order. */
export const EnginePrompt = z.union([
  z.object({ messages: z.array(ChatMessage), images: z.record(z.string(), EngineImage) }),
  z.object({ inputIds: z.array(z.number().int().min(0)), images: z.array(EngineImage) }),
]);
export type EnginePrompt = z.infer<typeof EnginePrompt>;

/** What saves work and changes no id; each is on unless it is false here. For measuring what each is worth. */
export const Shortcuts = z.object({
  /** Keys and values of a prompt's known beginning are used again. */
  prefixCache: z.boolean().optional(),
  /** An image that was seen is not encoded again. */
  visionCache: z.boolean().optional(),
  /** Tokens the grammar leaves no choice about are appended without a pass each. */
  forcedTokens: z.boolean().optional(),
  /** What is likely to follow is computed along and then checked. */
  speculation: z.boolean().optional(),
});
export type Shortcuts = z.infer<typeof Shortcuts>;

export const GenerateRequest = z.object({
  prompt: EnginePrompt,
  maxNewTokens: z.number().int().min(0),
  /** Left out: the pack's generation_config. */
  repetitionPenalty: z.number().positive().optional(),
  /** Names of tokens that end the answer. Left out: the pack's end-of-sequence ids. */
  stop: z.array(z.string()).optional(),
  /** Size limits of a sent image, px². Left out: the pack's preprocessor_config. */
  imageBudget: z.object({ minPixels: z.number().positive(), maxPixels: z.number().positive() }).optional(),
  /** What the answer must look like once it opens a call. Left out: any tokens. */
  grammar: OutputGrammar.optional(),
  shortcuts: Shortcuts.optional(),
  /** Tokens per prefill call. */
  chunkTokens: z.number().int().positive().optional(),
});
export type GenerateRequest = z.infer<typeof GenerateRequest>;

export const GenerateResult = z.object({
  /** Generated ids, the stopping one included. */
  ids: z.array(z.number().int()),
  /** Empty when the pack has no tokenizer. */
  text: z.string(),
  stopReason: z.enum(['stop', 'length']),
  timings: GenerationTimings,
  tokens: TokenCounts,
  /** Sizes at which the images were sent, image px, in order. */
  images: z.array(Size),
});
export type GenerateResult = z.infer<typeof GenerateResult>;

export const ForwardRequest = GenerateRequest.extend({ allLogits: z.boolean() });
export type ForwardRequest = z.infer<typeof ForwardRequest>;

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array, 'must be a Float32Array');

export const ForwardResult = z.object({
  inputIds: z.array(z.number().int()),
  /** [image tokens, hidden] of all images in order. */
  imageEmbeds: Floats,
  /** [positions, vocab]: all, or the last one. */
  logits: Floats,
  generated: GenerateResult,
});
export type ForwardResult = z.infer<typeof ForwardResult>;

/** Host → worker. `id` is the host's, and comes back in every answer. */
export const EngineCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('load'), id: z.number().int(), request: LoadRequest }),
  z.object({ type: z.literal('generate'), id: z.number().int(), request: GenerateRequest }),
  z.object({ type: z.literal('forward'), id: z.number().int(), request: ForwardRequest }),
  z.object({ type: z.literal('unload'), id: z.number().int() }),
  /** Ends the command `id` within one token or load stage; it then answers with the error `aborted`. */
  z.object({ type: z.literal('abort'), id: z.number().int() }),
]);
export type EngineCommand = z.infer<typeof EngineCommand>;

/** Worker → host. Every command but `abort` ends in exactly one `done` or `failed`. */
export const EngineEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id: z.number().int(), progress: LoadProgress }),
  z.object({ type: z.literal('text'), id: z.number().int(), text: z.string() }),
  z.object({
    type: z.literal('done'),
    id: z.number().int(),
    result: z.discriminatedUnion('of', [
      z.object({ of: z.literal('load'), model: LoadedModel }),
      z.object({ of: z.literal('generate'), answer: GenerateResult }),
      z.object({ of: z.literal('forward'), tensors: ForwardResult }),
      z.object({ of: z.literal('unload') }),
    ]),
  }),
  z.object({ type: z.literal('failed'), id: z.number().int(), code: EngineErrorCode, message: z.string() }),
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
