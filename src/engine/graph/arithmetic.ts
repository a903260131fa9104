import type { GraphBuilder } from './builder.ts';

/** Integer arithmetic inside a graph: every value is int64, of shape [1] or [n]; names are made up. */
export class IntegerArithmetic {
  readonly #graph: GraphBuilder;
  readonly #prefix: string;
  #count = 0;

  constructor(graph: GraphBuilder, prefix: string) {
    this.#graph = graph;
    this.#prefix = prefix;
  }

  plus(a: string, b: string | number): string {
    return this.#binary('Add', a, b);
  }

  times(a: string, b: string | number): string {
    return this.#binary('Mul', a, b);
  }

  /** Rounded down, for values that are not negative. */
  over(a: string, b: string | number): string {
    return this.#binary('Div', a, b);
  }

  /** Rounded up, for values that are not negative. */
  overUp(a: string, b: number): string {
    return this.over(this.plus(a, b - 1), b);
  }

  mod(a: string, b: string | number): string {
    return this.#binary('Mod', a, b);
  }

  /** `from`, `from` + 1, … below `to`. */
  range(from: string | number, to: string): string {
    const scalars = [from, to, 1].map((one) => this.scalar(one));
    return this.#graph.op('Range', this.#name('range'), scalars);
  }

  /** A value of shape [1] as one of shape []. */
  scalar(value: string | number): string {
    return this.#graph.op('Reshape', this.#name('scalar'), [this.#operand(value), this.#graph.int64([])]);
  }

  /** `vector [n]` of zeros with `values [m]` put at `places [m]`. */
  scatter(n: string, places: string, values: string): string {
    const zeros = this.#graph.op('Expand', this.#name('zeros'), [this.#graph.int64([0]), n]);
    return this.#graph.op('ScatterElements', this.#name('scatter'), [zeros, places, values], { axis: 0 });
  }

  #binary(op: string, a: string, b: string | number): string {
    return this.#graph.op(op, this.#name(op.toLowerCase()), [a, this.#operand(b)]);
  }

  #operand(value: string | number): string {
    return typeof value === 'number' ? this.#graph.int64([value]) : value;
  }

  #name(what: string): string {
    this.#count++;
    return `${this.#prefix}/${what}${this.#count}`;
  }
}
