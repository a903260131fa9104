/** What went wrong with weights; a person can act on each of them differently. */
export type WeightsErrorCode =
  | 'not-found'
  | 'bad-header'
  | 'bad-config'
  | 'unsupported-dtype'
  | 'tensor-mismatch'
  | 'not-finite'
  | 'truncated'
  | 'bad-pack'
  | 'hash-mismatch'
  /** no fault by itself: the files may be damaged, or a model that was trained on */
  | 'not-published'
  | 'already-there'
  | 'no-space'
  | 'no-access'
  | 'bad-answer'
  | 'network'
  | 'cancelled';

export interface WeightsErrorDetail {
  /** The file at fault, by its name in its folder. */
  file?: string;
  /** Files that should be there and are not. */
  missing?: readonly string[];
  tensor?: string;
  expected?: string;
  found?: string;
  /** What the person can do about it. */
  next?: string;
}

/** Every fault of a checkpoint or a pack: the input is wrong, not the program. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
  readonly code: WeightsErrorCode;
  readonly detail: WeightsErrorDetail;
  /** What is wrong, without where and what to do. */
  readonly reason: string;

  constructor(code: WeightsErrorCode, reason: string, detail: WeightsErrorDetail = {}) {
    const where = [detail.file, detail.tensor].filter((part) => part !== undefined).join(': ');
    const sizes =
      detail.expected === undefined
        ? ''
        : ` (expected ${detail.expected}${detail.found === undefined ? '' : `, found ${detail.found}`})`;
    super(`${where ? `${where}: ` : ''}${reason}${sizes}${detail.next ? `. ${detail.next}` : ''}`);
    this.code = code;
    this.detail = detail;
    this.reason = reason;
  }
}
