import {
  type Attribute,
  ElementType,
  type Initializer,
  type Model,
  type Node,
  type ValueInfo,
} from './model.ts';
import { ProtoWriter } from './protobuf.ts';

const IR_VERSION = 9;
const ONNX_OPSET = 20;

/** Serialises a model to the bytes of an `.onnx` file (ModelProto). */
export function encodeModel(model: Model): Uint8Array<ArrayBuffer> {
  return new ProtoWriter()
    .int(1, IR_VERSION)
    .string(2, 'sidefara')
    .message(7, (graph) => {
      for (const node of model.nodes) graph.message(1, (writer) => writeNode(writer, node));
      graph.string(2, model.name);
      for (const one of model.initializers) graph.message(5, (writer) => writeInitializer(writer, one));
      for (const input of model.inputs) graph.message(11, (writer) => writeValueInfo(writer, input));
      for (const output of model.outputs) graph.message(12, (writer) => writeValueInfo(writer, output));
    })
    .message(8, (opset) => opset.string(1, '').int(2, ONNX_OPSET))
    .message(8, (opset) => opset.string(1, 'com.microsoft').int(2, 1))
    .finish();
}

function writeNode(writer: ProtoWriter, node: Node): void {
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(3, node.name).string(4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    writer.message(5, (inner) => writeAttribute(inner.string(1, name), attribute));
  }
  writer.string(7, node.domain);
}

function writeAttribute(writer: ProtoWriter, attribute: Attribute): void {
  switch (attribute.kind) {
    case 'float':
      writer.float(2, attribute.value).int(20, 1);
      return;
    case 'int':
      writer.int(3, attribute.value).int(20, 2);
      return;
    case 'string':
      writer.string(4, attribute.value).int(20, 3);
      return;
    case 'ints':
      writer.ints(8, attribute.value).int(20, 7);
      return;
  }
}

function writeInitializer(writer: ProtoWriter, { name, type, shape, data }: Initializer): void {
  writer.ints(1, shape).int(2, ElementType[type]).string(8, name);
  if ('raw' in data) {
    writer.bytes(9, data.raw);
    return;
  }
  const external = { location: data.file, offset: String(data.offset), length: String(data.bytes) };
  for (const [key, value] of Object.entries(external)) {
    writer.message(13, (entry) => entry.string(1, key).string(2, value));
  }
  writer.int(14, 1);
}

function writeValueInfo(writer: ProtoWriter, { name, type, shape }: ValueInfo): void {
  writer.string(1, name).message(2, (typeProto) =>
    typeProto.message(1, (tensor) =>
      tensor.int(1, ElementType[type]).message(2, (shapeProto) => {
        for (const dim of shape) {
          shapeProto.message(1, (proto) =>
            typeof dim === 'number' ? proto.int(1, dim) : proto.string(2, dim),
          );
        }
      }),
    ),
  );
}
