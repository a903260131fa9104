import * as ort from 'onnxruntime-web';
import type { OrtRuntime } from './runtime.ts';

/** The plain wasm build in Node: the CPU provider only. The one import of ONNX Runtime for Node. */
export function nodeRuntime(): OrtRuntime {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  const { InferenceSession, Tensor } = ort;
  const version = ort.env.versions.web ?? ort.env.versions.common;
  return { InferenceSession, Tensor, version, streamsBlobs: false };
}
