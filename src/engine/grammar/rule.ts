/** A node of a nondeterministic automaton over bytes. */
export interface Node {
  /** Bytes `low` to `high` lead on. */
  readonly edges: { low: number; high: number; to: Node }[];
  /** Reached without a byte. */
  readonly also: Node[];
}

/** A part of a grammar: given the node that follows it, its first node. */
export type Rule = (next: Node) => Node;

/** The empty text. */
export const nothing: Rule = (next) => next;

export const range =
  (low: number, high: number): Rule =>
  (next) => ({ edges: [{ low, high, to: next }], also: [] });

/** Exactly this text, in UTF-8. */
export const text = (value: string): Rule =>
  sequence(...Array.from(new TextEncoder().encode(value), (byte) => range(byte, byte)));

export const sequence =
  (...parts: readonly Rule[]): Rule =>
  (next) =>
    parts.reduceRight((node, part) => part(node), next);

export const either =
  (...parts: readonly Rule[]): Rule =>
  (next) => ({ edges: [], also: parts.map((part) => part(next)) });

export const maybe = (part: Rule): Rule => either(part, nothing);

/** `part` any number of times, also none. */
export const repeated =
  (part: Rule): Rule =>
  (next) => {
    const loop: Node = { edges: [], also: [next] };
    loop.also.push(part(loop));
    return loop;
  };

export const atMost = (times: number, part: Rule): Rule =>
  times === 0 ? nothing : maybe(sequence(part, atMost(times - 1, part)));

export const times = (count: number, part: Rule): Rule => sequence(...Array<Rule>(count).fill(part));
