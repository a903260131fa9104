import type * as Ort from 'onnxruntime-web';

/** What the engine uses of ONNX Runtime Web; each environment supplies its own build in one module. */
export interface OrtRuntime {
  InferenceSession: typeof Ort.InferenceSession;
  Tensor: typeof Ort.Tensor;
  /** Of ONNX Runtime Web: another build may compute differently. */
  version: string;
  /** Whether a Blob given as external data is streamed from disk (JSPI build) instead of read whole. */
  streamsBlobs: boolean;
}

export type { InferenceSession, Tensor } from 'onnxruntime-web';
