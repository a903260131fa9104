import type * as Ort from 'onnxruntime-web';

/** What the engine uses of ONNX Runtime Web; each environment supplies its own build in one module. */
export interface OrtRuntime {
  InferenceSession: typeof Ort.InferenceSession;
  Tensor: typeof Ort.Tensor;
  /** Whether a Blob given as external data is streamed from disk (JSPI build) instead of read whole. */
  streamsBlobs: boolean;
}

export type { InferenceSession, Tensor } from 'onnxruntime-web';
