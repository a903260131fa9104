import {
  type Attribute,
  ElementType,
  type ElementTypeName,
  type Initializer,
  type Model,
  type Node,
  type ValueInfo,
} from '../onnx/model.ts';

type AttributeValue = number | string | readonly number[] | { float: number };

/** Collects nodes, weights and constants of one graph; every method returns the name of a value. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: ElementTypeName, shape: ValueInfo['shape']): string {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  output(name: string, type: ElementTypeName, shape: ValueInfo['shape']): void {
    this.#outputs.push({ name, type, shape });
  }

  /** Adds an initializer once; a second one of the same name is the same tensor (tied embeddings). */
  initializer(one: Initializer): string {
    this.#initializers.set(one.name, one);
    return one.name;
  }

  /** A small int64 vector kept inside the model, e.g. a target shape. */
  int64(values: readonly number[]): string {
    const raw = new Uint8Array(new BigInt64Array(values.map(BigInt)).buffer);
    return this.initializer({
      name: `int64:${values.join(',')}`,
      type: 'int64',
      shape: [values.length],
      data: { raw },
    });
  }

  /** A float tensor kept inside the model. */
  float(name: string, shape: readonly number[], values: Float32Array): string {
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.initializer({ name: `float:${name}`, type: 'float', shape, data: { raw } });
  }

  /** `x` as another type. */
  cast(x: string, type: ElementTypeName, output: string): string {
    return this.op('Cast', output, [x], { to: ElementType[type] });
  }

  /** An ai.onnx operator with one output. */
  op(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
  ): string {
    return this.#add(op, '', name, inputs, [name], attributes);
  }

  /** A com.microsoft operator with one output. */
  fused(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
  ): string {
    return this.#add(op, 'com.microsoft', name, inputs, [name], attributes);
  }

  /** Any operator whose outputs are named by the caller. */
  node(
    op: string,
    domain: Node['domain'],
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
  ): void {
    this.#add(op, domain, outputs[0] ?? op, inputs, outputs, attributes);
  }

  build(): Model {
    return {
      name: this.#name,
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
  }

  #add(
    op: string,
    domain: Node['domain'],
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, AttributeValue>,
  ): string {
    const typed = Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)] as const);
    this.#nodes.push({ op, domain, name, inputs, outputs, attributes: Object.fromEntries(typed) });
    return name;
  }
}

/** A bare number is an int attribute; a float says so, because 1 and 1.0 are the same in JavaScript. */
function attributeOf(value: AttributeValue): Attribute {
  if (typeof value === 'number') return { kind: 'int', value };
  if (typeof value === 'string') return { kind: 'string', value };
  if ('float' in value) return { kind: 'float', value: value.float };
  return { kind: 'ints', value };
}
