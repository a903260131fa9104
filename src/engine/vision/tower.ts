import type { PatchTensor } from '../../fara/image/patches.ts';
import type { OpenPack } from '../../weights/pack/read.ts';
import { visionPieces } from '../budget/work.ts';
import type { VisionConfig } from '../config.ts';
import type { EngineDevice } from '../device/device.ts';
import { ALL_FLOAT, planHalf } from '../graph/half.ts';
import { buildVision } from '../graph/vision.ts';
import type { InferenceSession, OrtRuntime, Tensor } from '../ort/runtime.ts';
import { externalData } from '../pack/external-data.ts';
import { floatPack } from '../pack/float-pack.ts';
import { createSession } from '../session.ts';
import { windowLayout } from './layout.ts';

/** The vision tower's session: patches of one image → embeddings of its tokens. */
export class VisionTower {
  readonly #runtime: OrtRuntime;
  readonly #config: VisionConfig;
  readonly #session: InferenceSession;
  readonly #pieces: number;

  private constructor(runtime: OrtRuntime, config: VisionConfig, session: InferenceSession, pieces: number) {
    this.#runtime = runtime;
    this.#config = config;
    this.#session = session;
    this.#pieces = pieces;
  }

  static async create(runtime: OrtRuntime, device: EngineDevice, open: OpenPack): Promise<VisionTower> {
    const accuracy = device.backend === 'webgpu' ? device.accuracy : 0;
    const used = (name: string) => name.startsWith('visual.');
    const weights = device.backend === 'cpu' && !device.half ? await floatPack(open, used) : open;
    const plan = device.half ? await planHalf(open, 'vision') : ALL_FLOAT;
    // The processor's memory is one heap, which every value goes back to at once.
    const pieces = device.backend === 'webgpu' ? visionPieces(open.config, open.pack) : 1;
    const model = buildVision(weights.pack, open.config, accuracy, plan, pieces);
    const session = await createSession(runtime, device, model, await externalData(weights, runtime, device));
    return new VisionTower(runtime, open.config.vision, session, pieces);
  }

  /** Embeddings of the image's tokens in row-major order, [grid cells / merge², hidden of the decoder]. */
  async embed({ grid, patches }: PatchTensor): Promise<Float32Array> {
    const { patchValues, headDim } = this.#config;
    const { windows, slots, filled, slot, bias, cos, sin } = windowLayout(grid, this.#config);
    const rows = filled.length;
    const { Tensor } = this.#runtime;
    const { image_embeds } = await this.#session.run({
      patches: new Tensor('float32', patches, [rows, patchValues]),
      cos: new Tensor('float32', cos, [rows, headDim / 2]),
      sin: new Tensor('float32', sin, [rows, headDim / 2]),
      window_bias: new Tensor('float32', bias, [windows, 1, slots, slots]),
      filled: new Tensor('int64', filled, [rows]),
      slot: new Tensor('int64', slot, [slot.length]),
      ...(this.#pieces > 1 ? { piece_rows: this.#pieceRows(rows) } : {}),
    });
    const data = image_embeds?.data;
    if (!(data instanceof Float32Array)) throw new Error('the vision tower returned no float32 image_embeds');
    return data;
  }

  /** Rows of each piece, as equal as can be. */
  #pieceRows(rows: number): Tensor {
    const end = (piece: number) => Math.floor((piece * rows) / this.#pieces);
    const sizes = Array.from({ length: this.#pieces }, (_, i) => BigInt(end(i + 1) - end(i)));
    return new this.#runtime.Tensor('int64', BigInt64Array.from(sizes), [this.#pieces]);
  }

  dispose(): Promise<void> {
    return this.#session.release();
  }
}
