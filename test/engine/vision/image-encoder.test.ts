import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModelConfig } from '../../../src/engine/config.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { type SizedImage, sizeImage } from '../../../src/engine/prompt/images.ts';
import { ImageEncoder } from '../../../src/engine/vision/image-encoder.ts';
import { VisionTower } from '../../../src/engine/vision/tower.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { type OpenPack, openPack } from '../../../src/weights/pack/read.ts';
import { importFixture, patternImage } from '../../parity/reference.ts';

let pack: OpenPack;
let tower: VisionTower;
beforeAll(async () => {
  pack = await openPack(fileFolder(await importFixture('mha16-tied', 'f32')));
  tower = await VisionTower.create(nodeRuntime(), { backend: 'cpu' }, pack);
});
afterAll(async () => {
  await tower.dispose();
  await pack.close();
});

test('the embeddings kept are bounded in bytes; those used longest ago go, the last used stays', async () => {
  const { vision, imageBudget } = readModelConfig(pack.pack);
  const sized = (k: number): Promise<SizedImage> => sizeImage(patternImage(56, 56, k), vision, imageBudget);
  const [a, b, c] = [await sized(1), await sized(2), await sized(3)];
  const bytes = (await new ImageEncoder(tower, vision).embed(a)).byteLength;

  const two = new ImageEncoder(tower, vision, 2 * bytes);
  for (const image of [a, b, a, c]) await two.embed(image);
  expect([a, b, c].map((image) => two.has(image))).toEqual([true, false, true]);

  const none = new ImageEncoder(tower, vision, 1);
  for (const image of [a, b]) await none.embed(image);
  expect([a, b].map((image) => none.has(image))).toEqual([false, true]);

  two.clear();
  expect(two.has(a)).toBe(false);
});
