import { chromium } from 'playwright-core';
import { findChromium } from '../../../src/cli/browser/find.ts';
import { pngToRgba } from '../../../src/cli/model/png.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { buildMessages } from '../../../src/fara/history.ts';
import { resizeBicubic } from '../../../src/fara/image/resize.ts';
import { outputGrammar } from '../../../src/fara/output-grammar.ts';
import { type Profile, sentSize } from '../../../src/fara/profile.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { ChatMessage, RgbaImage } from '../../../src/protocol/chat.ts';
import type { Conversation } from '../../../src/protocol/conversation.ts';
import type { GenerateRequest } from '../../../src/protocol/engine.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { serveSites } from '../../sites/serve.ts';

/** Ten pages of the demo shop on the way from its door to an order. */
const WAY = [
  '/shop/',
  '/shop/more',
  '/shop/search?q=lamp',
  '/shop/product/lamp',
  '/shop/product/lamp?added',
  '/shop/cart',
  '/shop/account',
  '/shop/product/clock',
  '/shop/search?q=clock',
  '/',
] as const;
const TASK = 'Add the lamp to the cart.';
/** What the model is told: the server's own port is another each time, and every run is to have the same tokens. */
const ADDRESS = 'http://localhost:8080';

/** One step as a model is asked for it. */
export interface RecordedStep {
  messages: ChatMessage[];
  /** The screenshots that the messages name, at the size in which they are sent. */
  images: Record<string, RgbaImage>;
}

export interface Trajectory {
  steps: RecordedStep[];
  request: Omit<GenerateRequest, 'prompt'>;
}

/**
 * Ten steps, recorded now: real screenshots of the local sites, and as history what the model itself answered.
 * Screenshots are resized before they are kept, so that whoever is measured gets the same pixels.
 * @param history the policy that builds the messages; the weights stay those of `folder`
 */
export async function recordTrajectory(folder: string, history: Profile['history']): Promise<Trajectory> {
  const profile = { ...getProfile('fara-tiny'), history };
  const { minPixels, maxPixels } = profile.imageBudget;
  const request = {
    maxNewTokens: profile.generation.maxNewTokens,
    repetitionPenalty: profile.generation.repetitionPenalty,
    stop: [...profile.generation.stop],
    imageBudget: { minPixels, maxPixels },
    grammar: outputGrammar(profile),
  };
  const engine = await Engine.load(fileFolder(folder), nodeRuntime(), { backend: 'cpu' });
  try {
    const turns: Conversation = [];
    const images: Record<string, RgbaImage> = {};
    const steps: RecordedStep[] = [];
    for (const [i, { png, url }] of (await screenshots(profile)).entries()) {
      const seen = pngToRgba(png);
      const size = sentSize(profile, seen);
      const screenshotId = `step${i}`;
      images[screenshotId] = resizeBicubic(seen, size);
      turns.push({
        role: 'user',
        kind: i === 0 ? 'task' : 'screenshot',
        text: i === 0 ? TASK : '',
        screenshotId,
        url,
      });
      const messages = buildMessages(profile, turns, size);
      const step = { messages, images: shown(messages, images) };
      steps.push(step);
      const { text } = await engine.generate(step, request);
      turns.push({ role: 'assistant', text });
    }
    return { steps, request };
  } finally {
    await engine.dispose();
  }
}

function shown(messages: readonly ChatMessage[], images: Record<string, RgbaImage>) {
  const ids = messages.flatMap(({ content }) =>
    content.flatMap((part) => (part.type === 'image' ? [part.image] : [])),
  );
  return Object.fromEntries(ids.flatMap((id) => (images[id] ? [[id, images[id]]] : [])));
}

async function screenshots({ viewport }: Profile): Promise<{ png: Uint8Array; url: string }[]> {
  const sites = await serveSites();
  const browser = await chromium.launch({ executablePath: await findChromium() });
  try {
    const page = await browser.newPage({ viewport });
    const shots = [];
    for (const path of WAY) {
      await page.goto(`${sites.url}${path}`);
      shots.push({ png: await page.screenshot(), url: `${ADDRESS}${path}` });
    }
    return shots;
  } finally {
    await browser.close();
    await sites.close();
  }
}
