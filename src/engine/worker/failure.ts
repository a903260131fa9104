import { ZodError, z } from 'zod';
import type { EngineErrorCode } from '../../protocol/engine.ts';
import { WeightsError } from '../../weights/errors.ts';
import { EngineError } from '../errors.ts';

/** Any thrown value as a code and a message a person can read. */
export function failureOf(error: unknown, signal?: AbortSignal): { code: EngineErrorCode; message: string } {
  if (signal?.aborted) return { code: 'aborted', message: 'stopped' };
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  if (error instanceof WeightsError) return { code: 'bad-pack', message: error.message };
  if (error instanceof ZodError) return { code: 'bad-pack', message: z.prettifyError(error) };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
