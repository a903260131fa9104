import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchChromium } from '../../src/cli/browser/launch.ts';
import { pngToRgba } from '../../src/cli/model/png.ts';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { buildMessages } from '../../src/fara/history.ts';
import { outputGrammar } from '../../src/fara/output-grammar.ts';
import { type Profile, sentSize } from '../../src/fara/profile.ts';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import type { RgbaImage } from '../../src/protocol/chat.ts';
import type { Conversation } from '../../src/protocol/conversation.ts';
import type { Shortcuts } from '../../src/protocol/engine.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { serveSites } from '../sites/serve.ts';

const PACK = join(import.meta.dirname, '../../models/fara-tiny/pack');
const here = existsSync(join(PACK, 'pack.json'));
if (!here) console.info('skipped: models/fara-tiny/pack is not here');

const WAY = [
  '',
  'more',
  'search?q=lamp',
  'product/lamp',
  'cart',
  'account',
  'product/clock',
  'search?q=clock',
];

/** What the model would see on a walk through the demo shop. */
async function walk(): Promise<RgbaImage[]> {
  const sites = await serveSites();
  const chromium = await launchChromium({ headless: true, webgpu: 'software' });
  try {
    const page = await chromium.context.newPage();
    await page.setViewportSize(faraTiny.viewport);
    const seen: RgbaImage[] = [];
    for (const place of WAY) {
      await page.goto(`${sites.url}/shop/${place}`);
      seen.push(pngToRgba(await page.screenshot()));
    }
    return seen;
  } finally {
    await chromium.close();
    await sites.close();
  }
}

/** The task from step to step, each shown the next picture and what was said before. */
async function play(profile: Profile, pictures: readonly RgbaImage[], shortcuts: Shortcuts) {
  const engine = await Engine.load(fileFolder(PACK), nodeRuntime(), { backend: 'cpu' });
  const { minPixels, maxPixels } = profile.imageBudget;
  const images: Record<string, RgbaImage> = {};
  const turns: Conversation = [];
  const sum = { passes: 0, generated: 0, visionPasses: 0 };
  const ids: number[][] = [];
  for (const [step, picture] of pictures.entries()) {
    const text = step === 0 ? 'Add the lamp to the cart.' : '';
    const kind = step === 0 ? 'task' : 'screenshot';
    images[step] = picture;
    turns.push({ role: 'user', kind, text, screenshotId: `${step}`, url: '' });
    const answer = await engine.generate(
      { messages: buildMessages(profile, turns, sentSize(profile, picture)), images },
      {
        ...profile.generation,
        imageBudget: { minPixels, maxPixels },
        grammar: outputGrammar(profile),
        shortcuts,
      },
    );
    turns.push({ role: 'assistant', text: answer.text });
    ids.push(answer.ids);
    sum.passes += answer.tokens.passes ?? 0;
    sum.generated += answer.tokens.generated;
    sum.visionPasses += answer.tokens.visionPasses ?? 0;
  }
  await engine.dispose();
  return { ids, ...sum };
}

test.runIf(here)('fara-tiny’s answers take at most half a pass a token over a trajectory', async () => {
  const pictures = await walk();
  const histories = [faraTiny.history, { kind: 'trim', screenshots: 3 } as const];
  for (const history of histories) {
    const profile = { ...faraTiny, history };
    const all = await play(profile, pictures, {});
    const none = await play(profile, pictures, { speculation: false, forcedTokens: false });
    const share = ({ passes, generated }: typeof all) => (passes / generated).toFixed(3);
    console.info(
      `${history.kind}: ${share(all)} passes a token, without forcing and guessing ${share(none)}`,
    );
    expect(all.ids).toEqual(none.ids);
    expect(all.passes / all.generated).toBeLessThanOrEqual(0.5);
    expect(none.passes / none.generated).toBeGreaterThan(0.8);
    expect(all.visionPasses).toBe(pictures.length);
  }
});
