import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readModelConfig } from '../../src/engine/config.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import type { InferenceSession } from '../../src/engine/ort/runtime.ts';
import type { SizedImage } from '../../src/engine/prompt/images.ts';
import { readPrompt } from '../../src/engine/prompt/prompt.ts';
import { exportOnnx } from '../../src/engine/transformersjs/export.ts';
import { visionGeometry } from '../../src/engine/vision/layout.ts';
import { imagePatches } from '../../src/fara/image/patches.ts';
import { resizeBicubic } from '../../src/fara/image/resize.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { type OpenPack, openPack } from '../../src/weights/pack/read.ts';
import {
  CHECKPOINTS,
  importFixture,
  patternImage,
  type ReferenceCase,
  readCases,
  relativeError,
} from './reference.ts';

const { InferenceSession: Session, Tensor } = nodeRuntime();

/** float32 of another order of operations. */
const CLOSE = 2e-5;

/** The three exported files, called in the order and with the shapes of transformers.js. */
class Exported {
  readonly #sessions: Record<string, InferenceSession>;
  readonly #open: OpenPack;

  private constructor(open: OpenPack, sessions: Record<string, InferenceSession>) {
    this.#open = open;
    this.#sessions = sessions;
  }

  static async of(folder: string): Promise<Exported> {
    const open = await openPack(fileFolder(folder));
    const sessions: Record<string, InferenceSession> = {};
    for await (const { name, bytes } of exportOnnx(open)) {
      const graph = /onnx\/(\w+?)(_quantized|_q4)?\.onnx/.exec(name)?.[1] ?? name;
      sessions[graph] = await Session.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 3 });
    }
    return new Exported(open, sessions);
  }

  /** Logits [positions, vocab] of a case; the prompt is read in two calls, the second from the cache of the first. */
  async logits({ inputIds, pictures }: ReferenceCase, cut: number): Promise<Float32Array[]> {
    const config = readModelConfig(this.#open.pack);
    const prompt = await readPrompt({ inputIds, images: pictures }, config, config.imageBudget, undefined);
    const { hiddenSize: hidden, layers, kvHeads, headDim, vocabSize } = config.decoder;
    const length = prompt.ids.length;
    const ids = new Tensor('int64', BigInt64Array.from(prompt.ids, BigInt), [1, length]);
    const embeds = (await this.#run('embed_tokens', { input_ids: ids })).inputs_embeds as Float32Array;
    let at = 0;
    for (const image of prompt.images) {
      const features = await this.features([image]);
      at = prompt.ids.indexOf(config.imageTokenId, at);
      embeds.set(features, at * hidden);
      at += features.length / hidden;
    }
    const { temporal, height, width } = prompt.positions;
    const rows: Float32Array[] = [];
    let past = Object.fromEntries(
      Array.from({ length: layers }, (_, i) => ['key', 'value'].map((part) => `past_key_values.${i}.${part}`))
        .flat()
        .map((name) => [name, new Tensor('float32', new Float32Array(0), [1, kvHeads, 0, headDim])]),
    );
    for (const [from, to] of [
      [0, cut],
      [cut, length],
    ] as const) {
      const axes = [temporal, height, width].flatMap((axis) => [...axis.subarray(from, to)].map(BigInt));
      const out = await this.#sessions.decoder_model_merged?.run({
        ...past,
        inputs_embeds: new Tensor('float32', embeds.slice(from * hidden, to * hidden), [
          1,
          to - from,
          hidden,
        ]),
        attention_mask: new Tensor('int64', new BigInt64Array(to).fill(1n), [1, to]),
        position_ids: new Tensor('int64', BigInt64Array.from(axes), [3, 1, to - from]),
        num_logits_to_keep: new Tensor('int64', [0n], []),
      });
      if (!out) throw new Error('the decoder is missing');
      const { logits, ...present } = out;
      const data = logits?.data as Float32Array;
      for (let row = 0; row < to - from; row++) rows.push(data.slice(row * vocabSize, (row + 1) * vocabSize));
      past = Object.fromEntries(
        Object.entries(present).map(([name, value]) => [name.replace('present', 'past_key_values'), value]),
      ) as typeof past;
    }
    return rows;
  }

  /** Embeddings [tokens, hidden] of images of one size, in one call. */
  async features(images: readonly SizedImage[]): Promise<Float32Array> {
    const { vision } = readModelConfig(this.#open.pack);
    const cut = await Promise.all(
      images.map(async ({ pixels, size }) =>
        imagePatches(resizeBicubic(await pixels(), size), visionGeometry(vision)),
      ),
    );
    const rows = cut.flatMap(({ patches }) => [...patches]);
    const grids = cut.flatMap(({ grid }) => [1n, BigInt(grid.height), BigInt(grid.width)]);
    const { image_features } = await this.#run('vision_encoder', {
      pixel_values: new Tensor('float32', Float32Array.from(rows), [
        rows.length / vision.patchValues,
        vision.patchValues,
      ]),
      image_grid_thw: new Tensor('int64', grids, [cut.length, 3]),
    });
    return image_features as Float32Array;
  }

  async #run(graph: string, feeds: Parameters<InferenceSession['run']>[0]) {
    const out = await this.#sessions[graph]?.run(feeds);
    return Object.fromEntries(Object.entries(out ?? {}).map(([name, { data }]) => [name, data]));
  }

  async close(): Promise<void> {
    for (const session of Object.values(this.#sessions)) await session.release();
    await this.#open.close();
  }
}

describe.each(CHECKPOINTS)('%s in the layout of transformers.js', (checkpoint) => {
  let exported: Exported;
  beforeAll(async () => {
    exported = await Exported.of(await importFixture(checkpoint, 'f32'));
  });
  afterAll(() => exported.close());

  test('gives the logits of transformers, from the cache of an earlier call too', async () => {
    for (const one of await readCases(checkpoint)) {
      const rows = await exported.logits(one, Math.ceil(one.inputIds.length / 3));
      one.logitPositions.forEach((position, i) => {
        const error = relativeError(rows[position] ?? [], one.expectedLogits[i] ?? []);
        expect(error, `${one.name}, position ${position}`).toBeLessThan(CLOSE);
      });
    }
  });

  test('gives two images of one size in one call what each gets alone', async () => {
    const size = { width: 140, height: 84 };
    const images = [1, 2].map((pattern) => {
      const image = patternImage(size.width, size.height, pattern);
      return { pixels: async () => image, size, hash: '', grid: { height: 6, width: 10 }, tokens: 15 };
    });
    const alone = await Promise.all(images.map((image) => exported.features([image])));
    const together = await exported.features(images);
    expect(together.length).toBe(alone.reduce((sum, one) => sum + one.length, 0));
    alone.forEach((one, i) => {
      const half = together.subarray(i * one.length, (i + 1) * one.length);
      expect(relativeError(half, one)).toBeLessThan(CLOSE);
    });
  });
});
