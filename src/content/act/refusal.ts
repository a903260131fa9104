import type { Hit, RefusedReason } from '../../protocol/effect.ts';

/** An action that was not carried out: thrown inside this folder, returned to the caller as a `refused` effect. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusedReason,
    detail: string,
    readonly hit: Hit | null = null,
  ) {
    super(detail);
  }
}
