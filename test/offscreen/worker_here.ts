import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { failureOf } from '../../src/engine/worker/failure.ts';
import type { RgbaImage } from '../../src/protocol/chat.ts';
import {
  EngineCommand,
  type EngineErrorCode,
  type EngineEvent,
  type EngineImage,
} from '../../src/protocol/engine.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { patternImage } from '../parity/reference.ts';

const PACK = new URL('../../models/fara-tiny/pack/', import.meta.url).pathname;
/** Where the embedded model lies here. */
export const BASE = pathToFileURL(PACK).href;

/** Loaded once: what is tried here is who holds it, and loading takes seconds on a busy machine. */
let loaded: Promise<Engine> | undefined;
const engine = () => {
  loaded ??= Engine.load(fileFolder(PACK), nodeRuntime(), { backend: 'cpu' });
  return loaded;
};

type Work = Exclude<EngineCommand, { type: 'abort' }>;
/** Happens before a command is carried out; a code fails it, 'die' is an error nobody caught. */
export type Trouble = (command: Work, worker: WorkerHere) => Promise<EngineErrorCode | 'die' | undefined>;

/**
 * The engine's worker on Node's own thread: the real engine, fara-tiny on the processor. Troubles that cannot be
 * had at will happen at its door.
 */
export class WorkerHere {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  terminated = false;
  readonly commands: Work['type'][] = [];
  readonly #running = new Map<number, AbortController>();

  constructor(private readonly trouble: Trouble) {}

  postMessage(data: unknown): void {
    const command = EngineCommand.parse(structuredClone(data));
    if (command.type === 'abort') this.#running.get(command.id)?.abort();
    else void this.#answer(command);
  }

  terminate(): void {
    this.terminated = true;
    for (const controller of this.#running.values()) controller.abort();
  }

  /** What arrives at the host, unless the worker is gone. */
  send(data: unknown): void {
    if (!this.terminated) this.onmessage?.({ data });
  }

  async #answer(command: Work): Promise<void> {
    this.commands.push(command.type);
    const { id } = command;
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const trouble = await this.trouble(command, this);
      if (trouble === 'die') this.onerror?.({ message: 'an error nobody caught' });
      else if (trouble) this.send({ type: 'failed', id, code: trouble, message: `${trouble}, as asked for` });
      else this.send({ type: 'done', id, result: await this.#carryOut(command, controller.signal) });
    } catch (error) {
      this.send({ type: 'failed', id, ...failureOf(error, controller.signal) } satisfies EngineEvent);
    }
  }

  async #carryOut(command: Work, signal: AbortSignal) {
    switch (command.type) {
      case 'load': {
        const { pack, packHash } = (await engine()).pack;
        const { name, quant, profile } = pack;
        const device = { backend: 'cpu', adapter: null, features: [], verdict: null } as const;
        return { of: 'load', model: { name, packHash, quant, profile, device } };
      }
      case 'generate': {
        const { prompt, ...options } = command.request;
        if (!('messages' in prompt)) throw new Error('only messages are asked of it here');
        const images = Object.fromEntries(Object.entries(prompt.images).map(([id, one]) => [id, shown(one)]));
        const onText = (text: string) => this.send({ type: 'text', id: command.id, text });
        const input = { messages: prompt.messages, images };
        const answer = await (await engine()).generate(input, { ...options, onText, signal });
        return { of: 'generate', answer };
      }
      case 'forward':
      case 'unload':
        throw new Error(`${command.type} is not asked of it here`);
    }
  }
}

/** Commands of this kind wait until they are let go on, all at once; later ones do not wait. */
export function gate(type: Work['type']) {
  let letGo = () => {};
  const opened = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const trouble: Trouble = async (command) => {
    if (command.type !== type) return undefined;
    reach();
    await opened;
    return undefined;
  };
  return { trouble, letGo, reached };
}

/** Node cannot decode a picture: a pattern of the size it is sent at stands for it. */
function shown(image: EngineImage): RgbaImage {
  if (!('picture' in image)) throw new Error('only stored screenshots are sent here');
  return patternImage(image.size.width, image.size.height, 1);
}

/**
 * What the offscreen document has and Node has not. Returns the workers that are made from now on. The engine is
 * loaded first: ONNX Runtime puts its own `Worker` in the place of another.
 */
export async function standIn(trouble: Trouble): Promise<WorkerHere[]> {
  await engine();
  const workers: WorkerHere[] = [];
  vi.stubGlobal(
    'Worker',
    class extends WorkerHere {
      constructor() {
        super(trouble);
        workers.push(this);
      }
    },
  );
  vi.stubGlobal('fetch', async (url: string) => new Response(await readFile(new URL(url), 'utf8')));
  const store = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
  });
  return workers;
}
