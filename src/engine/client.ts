import type { z } from 'zod';
import {
  type EngineCommand,
  EngineEvent,
  type ForwardRequest,
  type ForwardResult,
  type GenerateRequest,
  type GenerateResult,
  type LoadedModel,
  type LoadProgress,
  type LoadRequest,
} from '../protocol/engine.ts';
import { EngineError } from './errors.ts';

type Result = Extract<EngineEvent, { type: 'done' }>['result'];

interface Pending {
  resolve(result: Result): void;
  reject(error: Error): void;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
  onText?: ((text: string) => void) | undefined;
}

type Body =
  z.input<typeof EngineCommand> extends infer C ? (C extends { id: number } ? Omit<C, 'id'> : never) : never;

/**
 * The engine in a dedicated worker, as promises. Every rejection is an EngineError with a code (`aborted` after
 * the signal). One client is one worker; `close` ends it and frees its memory, the GPU's included.
 */
export class EngineClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #dead: EngineError | undefined;

  /** @param worker that runs worker.ts; another one than a fresh one only where something is measured inside it */
  constructor(
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
  ) {
    this.#worker = worker;
    this.#worker.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(EngineEvent.parse(data));
    this.#worker.onerror = ({ message }) =>
      this.#die(new EngineError('internal', `the engine worker failed: ${message}`));
  }

  async load(
    request: LoadRequest,
    onProgress?: (progress: LoadProgress) => void,
    signal?: AbortSignal,
  ): Promise<LoadedModel> {
    const result = await this.#call({ type: 'load', request }, signal, { onProgress });
    return result.of === 'load' ? result.model : unexpected('load', result);
  }

  /** @param onText receives each new piece of text */
  async generate(
    request: GenerateRequest,
    onText?: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<GenerateResult> {
    const result = await this.#call({ type: 'generate', request }, signal, { onText });
    return result.of === 'generate' ? result.answer : unexpected('generate', result);
  }

  /** One fresh forward pass with its tensors, and a generation from it. */
  async forward(request: ForwardRequest, signal?: AbortSignal): Promise<ForwardResult> {
    const result = await this.#call({ type: 'forward', request }, signal);
    return result.of === 'forward' ? result.tensors : unexpected('forward', result);
  }

  /** Frees the model; another can be loaded. */
  async unload(): Promise<void> {
    await this.#call({ type: 'unload' });
  }

  close(): void {
    this.#die(new EngineError('not-loaded', 'the engine was closed'));
    this.#worker.terminate();
  }

  #call(
    body: Body,
    signal?: AbortSignal,
    listeners: Pick<Pending, 'onProgress' | 'onText'> = {},
  ): Promise<Result> {
    if (this.#dead) return Promise.reject(this.#dead);
    if (signal?.aborted)
      return Promise.reject(new EngineError('aborted', 'stopped', { cause: signal.reason }));
    const id = this.#nextId++;
    const abort = () => this.#worker.postMessage({ type: 'abort', id });
    signal?.addEventListener('abort', abort, { once: true });
    return new Promise<Result>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, ...listeners });
      this.#worker.postMessage({ ...body, id });
    }).finally(() => {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', abort);
    });
  }

  #receive(event: EngineEvent): void {
    const pending = this.#pending.get(event.id);
    switch (event.type) {
      case 'progress':
        pending?.onProgress?.(event.progress);
        return;
      case 'text':
        pending?.onText?.(event.text);
        return;
      case 'done':
        pending?.resolve(event.result);
        return;
      case 'failed':
        pending?.reject(new EngineError(event.code, event.message));
        return;
    }
  }

  #die(error: EngineError): void {
    this.#dead = error;
    for (const { reject } of this.#pending.values()) reject(error);
  }
}

function unexpected(asked: string, { of }: Result): never {
  throw new EngineError('internal', `the worker answered ${of} to ${asked}`);
}
