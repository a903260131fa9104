import { describe, expect, test } from 'vitest';
import { ProtoWriter } from '../../../src/engine/onnx/protobuf.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Vectors from https://protobuf.dev/programming-guides/encoding/ */
describe('the wire format', () => {
  test('a varint field', () => expect(hex(new ProtoWriter().int(1, 150).finish())).toBe('089601'));
  test('a string field', () =>
    expect(hex(new ProtoWriter().string(2, 'testing').finish())).toBe('120774657374696e67'));
  test('a nested message', () =>
    expect(hex(new ProtoWriter().message(3, (inner) => inner.int(1, 150)).finish())).toBe('1a03089601'));
  test('packed integers', () =>
    expect(hex(new ProtoWriter().ints(6, [3, 270, 86942]).finish())).toBe('3206038e029ea705'));
  test('a negative integer takes ten bytes', () =>
    expect(hex(new ProtoWriter().int(1, -2).finish())).toBe('08feffffffffffffffff01'));
  test('a float is little-endian', () =>
    expect(hex(new ProtoWriter().float(2, 1).finish())).toBe('150000803f'));
  test('an offset beyond 32 bits survives', () =>
    expect(hex(new ProtoWriter().int(1, 2 ** 40).finish())).toBe('08808080808020'));
});

test('a number that is no safe integer is refused, with the number', () => {
  expect(() => new ProtoWriter().int(1, 1.5)).toThrow('1.5');
});

test('long content grows the buffer', () => {
  const bytes = new Uint8Array(5000).fill(7);
  const written = new ProtoWriter().bytes(9, bytes).finish();
  expect(written.length).toBe(5003);
  expect(written.subarray(3)).toEqual(bytes);
});
