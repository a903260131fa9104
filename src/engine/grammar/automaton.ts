import type { AnswerNodes } from './answer.ts';
import type { Node } from './rule.ts';

/** Where an answer stands after some bytes; equal standings are the same object. */
export class State {
  /** Undefined: not looked at yet. */
  readonly next: (State | null | undefined)[] = new Array<State | null | undefined>(256).fill(undefined);

  constructor(
    readonly id: number,
    readonly nodes: readonly Node[],
    /** No call was opened: any token may follow. */
    readonly free: boolean,
    /** The call is complete. */
    readonly closed: boolean,
  ) {}

  /** The bytes that may follow, ascending. */
  bytes(): number[] {
    const bytes = new Set<number>();
    for (const { edges } of this.nodes) {
      for (const { low, high } of edges) for (let byte = low; byte <= high; byte++) bytes.add(byte);
    }
    return [...bytes].sort((a, b) => a - b);
  }
}

/** The deterministic automaton of an answer, built state by state as decoding reaches them. */
export class Automaton {
  readonly start: State;
  readonly #nodes: AnswerNodes;
  readonly #states = new Map<string, State>();
  readonly #ids = new Map<Node, number>();

  constructor(nodes: AnswerNodes) {
    this.#nodes = nodes;
    this.start = this.#stateOf([nodes.free]);
  }

  /** The state after one more byte; null where the grammar allows none such. */
  step(state: State, byte: number): State | null {
    const known = state.next[byte];
    if (known !== undefined) return known;
    const targets = state.nodes.flatMap(({ edges }) =>
      edges.filter(({ low, high }) => low <= byte && byte <= high).map(({ to }) => to),
    );
    const next = targets.length > 0 ? this.#stateOf(targets) : null;
    state.next[byte] = next;
    return next;
  }

  /** The state after several bytes. */
  walk(state: State, bytes: Iterable<number>): State | null {
    let at: State | null = state;
    for (const byte of bytes) {
      at = this.step(at, byte);
      if (!at) return null;
    }
    return at;
  }

  /** The bytes that must follow, up to the next choice or the end of the call. */
  forcedRun(state: State): { bytes: number[]; end: State } {
    const bytes: number[] = [];
    let end = state;
    for (;;) {
      const [only, other] = end.bytes();
      if (only === undefined || other !== undefined) return { bytes, end };
      const next = this.step(end, only);
      if (!next) return { bytes, end };
      bytes.push(only);
      end = next;
    }
  }

  #stateOf(targets: readonly Node[]): State {
    const { free, opened, closed } = this.#nodes;
    const reached = closure(targets);
    const nodes = [...(reached.has(opened) ? closure([opened]) : reached)];
    const key = nodes
      .map((node) => this.#idOf(node))
      .sort((a, b) => a - b)
      .join();
    const known = this.#states.get(key);
    if (known) return known;
    const state = new State(this.#states.size, nodes, nodes.includes(free), nodes.includes(closed));
    this.#states.set(key, state);
    return state;
  }

  #idOf(node: Node): number {
    const id = this.#ids.get(node) ?? this.#ids.size;
    this.#ids.set(node, id);
    return id;
  }
}

/** All nodes reached from these without a byte. */
function closure(nodes: readonly Node[]): Set<Node> {
  const reached = new Set(nodes);
  for (const node of reached) for (const other of node.also) reached.add(other);
  return reached;
}
