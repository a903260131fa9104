import '../protocol/jitless.ts';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import { z } from 'zod';
import { EngineCommand, type EngineEvent } from '../protocol/engine.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './errors.ts';
import { browserRuntime } from './ort/browser.ts';
import { failureOf } from './worker/failure.ts';
import { readPictures } from './worker/images.ts';
import { loadEngine } from './worker/load.ts';

type Work = Exclude<EngineCommand, { type: 'abort' }>;
type Result = Extract<EngineEvent, { type: 'done' }>['result'];

let engine: Engine | undefined;
const running = new Map<number, AbortController>();

self.onmessage = ({ data }: MessageEvent<unknown>) => {
  const parsed = EngineCommand.safeParse(data);
  if (!parsed.success) {
    const id = z.object({ id: z.number() }).safeParse(data).data?.id ?? 0;
    send({ type: 'failed', id, code: 'bad-request', message: z.prettifyError(parsed.error) });
    return;
  }
  const command = parsed.data;
  if (command.type === 'abort') running.get(command.id)?.abort();
  else void answer(command);
};

async function answer(command: Work): Promise<void> {
  const { id } = command;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    send({ type: 'done', id, result: await carryOut(command, controller.signal) });
  } catch (error) {
    send({ type: 'failed', id, ...failureOf(error, controller.signal) });
  } finally {
    running.delete(id);
  }
}

async function carryOut(command: Work, signal: AbortSignal): Promise<Result> {
  switch (command.type) {
    case 'load': {
      await unload();
      const { id } = command;
      const progressed = (progress: Extract<EngineEvent, { type: 'progress' }>['progress']) =>
        send({ type: 'progress', id, progress });
      const runtime = browserRuntime(wasmUrl, command.request.threads);
      const loaded = await loadEngine(command.request, runtime, progressed, signal);
      engine = loaded.engine;
      return { of: 'load', model: loaded.model };
    }
    case 'generate': {
      const { prompt, ...options } = command.request;
      const onText = (text: string) => send({ type: 'text', id: command.id, text });
      const input = await readPictures(prompt);
      return { of: 'generate', answer: await loaded().generate(input, { ...options, onText, signal }) };
    }
    case 'forward': {
      const { prompt, ...options } = command.request;
      const input = await readPictures(prompt);
      return { of: 'forward', tensors: await loaded().forward(input, { ...options, signal }) };
    }
    case 'unload':
      await unload();
      return { of: 'unload' };
  }
}

function loaded(): Engine {
  if (!engine) throw new EngineError('not-loaded', 'no model is loaded; load one first');
  return engine;
}

async function unload(): Promise<void> {
  const former = engine;
  engine = undefined;
  await former?.dispose();
  if (former?.device.backend === 'webgpu') former.device.gpu.destroy();
}

function send(event: EngineEvent): void {
  self.postMessage(event);
}
