import { ZodError, z } from 'zod';
import type { EngineErrorCode } from '../../protocol/engine.ts';
import { WeightsError } from '../../weights/errors.ts';
import { EngineError } from '../errors.ts';

/** How V8, WebAssembly and ONNX Runtime say that there is no memory left. */
const NO_MEMORY = /allocation failed|out of memory|bad_alloc|failed to allocate|Aborted\(OOM\)/i;

/** Any thrown value as a code and a message a person can read. */
export function failureOf(error: unknown, signal?: AbortSignal): { code: EngineErrorCode; message: string } {
  if (signal?.aborted) return { code: 'aborted', message: 'stopped' };
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  if (error instanceof WeightsError) return { code: 'bad-pack', message: error.message };
  if (error instanceof ZodError) return { code: 'bad-pack', message: z.prettifyError(error) };
  const message = error instanceof Error ? error.message : String(error);
  return NO_MEMORY.test(message)
    ? { code: 'out-of-memory', message: noMemory(message) }
    : { code: 'internal', message };
}

function noMemory(message: string): string {
  return (
    'There is not enough free memory for this model. Close other programs and tabs, or choose a shorter context ' +
    `or a smaller model in the settings. (${message})`
  );
}
