/** An ONNX model as data; field names follow https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 */
export const ElementType = { float: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;
export type ElementTypeName = keyof typeof ElementType;

export type Attribute =
  | { kind: 'int'; value: number }
  | { kind: 'float'; value: number }
  | { kind: 'ints'; value: readonly number[] }
  | { kind: 'string'; value: string };

export interface Node {
  op: string;
  /** `''` is ai.onnx; `com.microsoft` holds ONNX Runtime's fused operators. */
  domain: '' | 'com.microsoft';
  name: string;
  /** An empty string stands for an optional input or output that is left out. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
}

/** A dimension is a number, or a name for one that is known only at run time. */
export interface ValueInfo {
  name: string;
  type: ElementTypeName;
  shape: readonly (number | string)[];
}

export interface Initializer {
  name: string;
  type: ElementTypeName;
  shape: readonly number[];
  /** Bytes inside the model, or a span of a file mounted beside it. */
  data: { raw: Uint8Array } | { file: string; offset: number; bytes: number };
}

export interface Model {
  name: string;
  nodes: readonly Node[];
  initializers: readonly Initializer[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
}
