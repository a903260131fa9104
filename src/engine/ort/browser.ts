import * as ort from 'onnxruntime-web/jspi';
import glueUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import type { OrtRuntime } from './runtime.ts';

/**
 * The JSPI build in a worker: the native WebGPU provider and the CPU provider in one wasm. The one import of
 * ONNX Runtime for the browser.
 * @param wasmUrl where the host serves `ort-wasm-simd-threaded.jspi.wasm`
 * @param threads of the CPU provider; another number than this machine's only in tests and measurements
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

/**
 * All logical cores, at most four; threads need isolation. ONNX Runtime's own choice is half of them: on two cores a
 * step took 1.5 to 1.7 times as long with it (docs/performance.md), and between steps no core is used.
 */
function processorThreads(): number {
  return crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
}
