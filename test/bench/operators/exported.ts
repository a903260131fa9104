import type { InferenceSession, OrtRuntime, Tensor } from '../../../src/engine/ort/runtime.ts';
import { exportOnnx } from '../../../src/engine/transformersjs/export.ts';
import type { Size } from '../../../src/protocol/geometry.ts';
import type { OpenPack } from '../../../src/weights/pack/read.ts';

/** What one step asks of a model that remembers nothing. */
export interface StepSize {
  /** Tokens of the prompt. */
  prompt: number;
  images: number;
  /** Of each image as sent, px. */
  image: Size;
  /** Tokens of the answer. */
  generated: number;
}

/**
 * The graphs of the transformers.js export, run as `generate()` runs them: all images, the whole prompt, a pass a
 * token. On zeros: what they compute costs the same.
 */
export class ExportedGraphs {
  private constructor(
    private readonly runtime: OrtRuntime,
    private readonly config: OpenPack['config'],
    private readonly vision: InferenceSession,
    private readonly decoder: InferenceSession,
  ) {}

  /** Makes two sessions of `runtime`, first the vision encoder's. */
  static async create(runtime: OrtRuntime, open: OpenPack): Promise<ExportedGraphs> {
    const sessions: InferenceSession[] = [];
    for await (const { name, bytes } of exportOnnx(open)) {
      if (name.includes('embed_tokens')) continue;
      sessions.push(await runtime.InferenceSession.create(bytes, { logSeverityLevel: 3 }));
    }
    const [vision, decoder] = sessions;
    if (!vision || !decoder) throw new Error(`the export has ${sessions.length} graphs beside the embedding`);
    return new ExportedGraphs(runtime, open.config, vision, decoder);
  }

  async step({ prompt, images, image, generated }: StepSize): Promise<void> {
    const { vision } = this.config;
    const [rows, columns] = [image.height / vision.patchSize, image.width / vision.patchSize];
    const patches = images * rows * columns;
    await this.vision.run({
      pixel_values: this.#zeros([patches, vision.patchValues]),
      image_grid_thw: this.#ids([images, 3], Array.from({ length: images }, () => [1, rows, columns]).flat()),
    });
    let past = this.#empty();
    for (let token = 0; token < generated; token++) past = await this.#pass(token === 0 ? prompt : 1, past);
  }

  async dispose(): Promise<void> {
    await this.vision.release();
    await this.decoder.release();
  }

  /** The next `tokens` through the decoder; the cache afterwards. */
  async #pass(tokens: number, past: Record<string, Tensor>): Promise<Record<string, Tensor>> {
    const before = past['past_key_values.0.key']?.dims[2] ?? 0;
    const positions = Array.from({ length: 3 * tokens }, (_, i) => before + (i % tokens));
    const results = await this.decoder.run({
      inputs_embeds: this.#zeros([1, tokens, this.config.text.hiddenSize]),
      attention_mask: this.#ids([1, before + tokens], new Array<number>(before + tokens).fill(1)),
      position_ids: this.#ids([3, 1, tokens], positions),
      num_logits_to_keep: this.#ids([], [1]),
      ...past,
    });
    return Object.fromEntries(
      Object.entries(results).flatMap(([name, tensor]) =>
        name.startsWith('present') ? [[name.replace('present', 'past_key_values'), tensor]] : [],
      ),
    );
  }

  #empty(): Record<string, Tensor> {
    const { layers, kvHeads, headDim } = this.config.text;
    return Object.fromEntries(
      Array.from({ length: layers }, (_, layer) =>
        ['key', 'value'].map((part) => [
          `past_key_values.${layer}.${part}`,
          this.#zeros([1, kvHeads, 0, headDim]),
        ]),
      ).flat(),
    );
  }

  #zeros(dims: readonly number[]): Tensor {
    const size = dims.reduce((product, dim) => product * dim, 1);
    return new this.runtime.Tensor('float32', new Float32Array(size), dims);
  }

  #ids(dims: readonly number[], values: readonly number[]): Tensor {
    return new this.runtime.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  }
}
