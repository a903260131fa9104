import { z } from 'zod';
import {
  type EngineCommand,
  type EngineErrorCode,
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

/** After these the engine itself is beyond use, rather than the one request. */
const BROKEN: readonly EngineErrorCode[] = [
  'device-lost',
  'out-of-memory',
  'worker-died',
  'not-loaded',
  'internal',
];

/**
 * The engine in a dedicated worker, as promises. Every rejection is an EngineError with a code (`aborted` after
 * the signal). One client is one worker; `close` ends it and frees its memory, the GPU's included.
 */
export class EngineClient {
  readonly #worker: Worker;
  readonly #onBroken: () => void;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #dead: EngineError | undefined;

  /**
   * @param options.worker that runs worker.ts; another one than a fresh one only where something is measured inside it
   * @param options.onBroken hears that no call will succeed any more, before who called does; it is to `close`
   */
  constructor({
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
    onBroken = () => {},
  }: { worker?: Worker; onBroken?: () => void } = {}) {
    this.#worker = worker;
    this.#onBroken = onBroken;
    this.#worker.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    this.#worker.onmessageerror = () => this.#fail('a message of it could not be read');
    this.#worker.onerror = ({ message }) => this.#fail(message);
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

  #receive(data: unknown): void {
    const parsed = EngineEvent.safeParse(data);
    // Whose answer it was may be what cannot be read: nobody is left to wait for it.
    if (!parsed.success) {
      this.#fail(z.prettifyError(parsed.error));
      return;
    }
    const event = parsed.data;
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
        if (BROKEN.includes(event.code)) this.#onBroken();
        return;
    }
  }

  #fail(why: string): void {
    this.#die(
      new EngineError(
        'worker-died',
        `The engine stopped by itself (${why}). Try again; if it stops again, choose a shorter context or a ` +
          'smaller model in the settings.',
      ),
    );
    this.#onBroken();
  }

  #die(error: EngineError): void {
    this.#dead ??= error;
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(error);
  }
}

function unexpected(asked: string, { of }: Result): never {
  throw new EngineError('internal', `the worker answered ${of} to ${asked}`);
}
