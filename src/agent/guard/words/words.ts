import type { CriticalKind } from '../../../protocol/task.ts';

/** Kinds that a name alone can show. */
export type NamedKind = Exclude<CriticalKind, 'model' | 'credentials' | 'personal_data'>;

/**
 * Names of controls that bind the person, by kind, in one language, as people write them (compared folded):
 * - `place order`   these words anywhere in the name
 * - `=send`         the whole name, but for amounts and fillers such as "now"
 * - `^delete`       the name begins with these words
 * - `~注文を確定`     these characters anywhere, for scripts that put no spaces between words
 */
export type Words = Partial<Record<NamedKind, readonly string[]>>;
