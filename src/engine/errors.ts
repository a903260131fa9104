import type { EngineErrorCode } from '../protocol/engine.ts';

/** What the engine throws on purpose; the code tells the host which advice to give. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
