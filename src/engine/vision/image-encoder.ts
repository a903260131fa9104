import { imagePatches, type PatchTensor } from '../../fara/image/patches.ts';
import { resizeBicubic } from '../../fara/image/resize.ts';
import type { VisionConfig } from '../config.ts';
import type { SizedImage } from '../prompt/images.ts';
import { visionGeometry } from './layout.ts';
import type { VisionTower } from './tower.ts';

/** Bytes of embeddings kept: eight screenshots of Fara-7B (1,632 tokens of 3,584 f32), more of a smaller model. */
const KEPT_BYTES = 192 * 2 ** 20;

/**
 * Runs the vision tower once per image content, whichever step or task it comes from. What was used longest ago is
 * dropped when the embeddings outgrow `keptBytes`; the last one used always stays.
 */
export class ImageEncoder {
  readonly #tower: Pick<VisionTower, 'embed'>;
  readonly #config: VisionConfig;
  readonly #keptBytes: number;
  /** Least recently used first. */
  readonly #kept = new Map<string, Float32Array>();
  #bytes = 0;

  constructor(tower: Pick<VisionTower, 'embed'>, config: VisionConfig, keptBytes = KEPT_BYTES) {
    this.#tower = tower;
    this.#config = config;
    this.#keptBytes = keptBytes;
  }

  has({ hash }: Pick<SizedImage, 'hash'>): boolean {
    return this.#kept.has(hash);
  }

  /** Decodes, resizes and cuts up: the part of the work that is not the model's. */
  async patches({ pixels, size }: SizedImage): Promise<PatchTensor> {
    return imagePatches(resizeBicubic(await pixels(), size), visionGeometry(this.#config));
  }

  /** Embeddings [tokens, hidden]; `patches` are made here when the caller has none. */
  async embed(image: SizedImage, patches?: PatchTensor): Promise<Float32Array> {
    const known = this.#kept.get(image.hash);
    const embeds = known ?? (await this.#tower.embed(patches ?? (await this.patches(image))));
    this.#drop(image.hash);
    this.#kept.set(image.hash, embeds);
    this.#bytes += embeds.byteLength;
    for (const hash of this.#kept.keys()) {
      if (this.#bytes <= this.#keptBytes || hash === image.hash) break;
      this.#drop(hash);
    }
    return embeds;
  }

  /** Forgets every image. */
  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #drop(hash: string): void {
    this.#bytes -= this.#kept.get(hash)?.byteLength ?? 0;
    this.#kept.delete(hash);
  }
}
