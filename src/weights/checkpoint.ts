import type { ByteSource } from './source.ts';

/** A tensor as a file holds it, or one joined from several. */
export interface CheckpointTensor {
  name: string;
  /** A safetensors dtype or the name of a ggml type. */
  dtype: string;
  /** Outermost dimension first. */
  shape: number[];
  /** bytes from the start of `file`; of the first piece where it is joined */
  offset: number;
  /** bytes in all */
  bytes: number;
  file: ByteSource;
  join?: TensorJoin;
}

/**
 * `rows`: the pieces are stacked. `frames`: the pieces are time steps of a patch embedding's kernel, whole otherwise;
 * within each of its `channels` input channels they follow each other.
 */
export type TensorJoin =
  | { along: 'rows'; pieces: CheckpointTensor[] }
  | { along: 'frames'; pieces: CheckpointTensor[]; channels: number };

/** Every tensor of a model, by the name the file gives it or, from GGUF, by its Hugging Face name. */
export interface Checkpoint {
  tensors: ReadonlyMap<string, CheckpointTensor>;
  /** bytes of all weight files */
  bytes: number;
  close(): Promise<void>;
}
