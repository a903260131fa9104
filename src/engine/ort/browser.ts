import * as ort from 'onnxruntime-web/jspi';
import glueUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import type { OrtRuntime } from './runtime.ts';

/**
 * The JSPI build in a worker: the native WebGPU provider and the CPU provider in one wasm. The one import of
 * ONNX Runtime for the browser.
 * @param wasmUrl where the host serves `ort-wasm-simd-threaded.jspi.wasm`
 * @param threads of the CPU provider; another number than this machine's only in tests
 * @throws Error in a browser without JavaScript Promise Integration (Chrome and Edge before 137)
 */
export function browserRuntime(wasmUrl: string, threads = processorThreads()): OrtRuntime {
  if (!('Suspending' in WebAssembly)) {
    throw new Error('This browser lacks JavaScript Promise Integration; Chrome or Edge 137 or newer has it.');
  }
  ort.env.logLevel = 'error';
  // The object form: a path prefix would make ONNX Runtime import() its glue code. More threads are workers that run
  // that code: in a file of its own, since its copy in this bundle would bring the engine's worker along.
  ort.env.wasm.wasmPaths = threads === 1 ? { wasm: wasmUrl } : { wasm: wasmUrl, mjs: glueUrl };
  ort.env.wasm.numThreads = threads;
  const { InferenceSession, Tensor } = ort;
  const version = ort.env.versions.web ?? ort.env.versions.common;
  return { InferenceSession, Tensor, version, streamsBlobs: true };
}

/** Half of the logical cores, at most four, as ONNX Runtime and so transformers.js take; threads need isolation. */
function processorThreads(): number {
  return crossOriginIsolated ? Math.min(4, Math.ceil(navigator.hardwareConcurrency / 2)) : 1;
}
