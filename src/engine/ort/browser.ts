import * as ort from 'onnxruntime-web/jspi';
import type { OrtRuntime } from './runtime.ts';

/**
 * The JSPI build in a worker: the native WebGPU provider and the CPU provider in one wasm. The one import of
 * ONNX Runtime for the browser.
 * @param wasmUrl where the host serves `ort-wasm-simd-threaded.jspi.wasm`
 * @throws Error in a browser without JavaScript Promise Integration (Chrome and Edge before 137)
 */
export function browserRuntime(wasmUrl: string): OrtRuntime {
  if (!('Suspending' in WebAssembly)) {
    throw new Error('This browser lacks JavaScript Promise Integration; Chrome or Edge 137 or newer has it.');
  }
  ort.env.logLevel = 'error';
  // The object form: a path prefix would make ONNX Runtime import() its glue code.
  ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  ort.env.wasm.numThreads = 1;
  const { InferenceSession, Tensor } = ort;
  const version = ort.env.versions.web ?? ort.env.versions.common;
  return { InferenceSession, Tensor, version, streamsBlobs: true };
}
