import type { Action } from '../../src/protocol/action.ts';
import type { Effect } from '../../src/protocol/effect.ts';
import { DEFAULT_HISTORY } from '../../src/protocol/history.ts';
import type { ModelNeeds } from '../../src/protocol/memory.ts';
import type { ModelState } from '../../src/protocol/model.ts';
import { type CriticalPoint, type Step, TaskRecord } from '../../src/protocol/task.ts';

/** Records as the background writes them, for the panel's tests and its gallery. */

const SHOP = 'http://127.0.0.1:8080/shop';
const IMAGE = { width: 448, height: 280 };
const VIEWPORT = { width: 896, height: 560 };

export const READY: ModelState = {
  status: 'ready',
  info: {
    name: 'fara-tiny',
    packHash: 'c0ffee',
    quant: 'q8',
    device: { backend: 'webgpu', adapter: 'nvidia ada-lovelace' },
  },
};

/** What the engine computes for fara-tiny and for Fara-7B at 4 bits. */
export const TINY_NEEDS: ModelNeeds = {
  backend: 'cpu',
  adapter: null,
  problem: null,
  needs: {
    contextTokens: 2048,
    chunkTokens: 512,
    screenshotTokens: 160,
    gpu: { weights: 10_038_976, conversation: 5_242_880, work: 15_138_816, total: 30_420_672 },
    processor: 35_464_704,
    page: { staging: 2_097_152, kept: 210_212_428 },
    largest: { what: 'the tensor visual.merger.fc1', bytes: 1_048_576 },
    contexts: [{ contextTokens: 2048, gpuBytes: 30_420_672 }],
    at4Bits: 28_688_480,
  },
};
export const FARA_NEEDS: ModelNeeds = {
  backend: 'webgpu',
  adapter: 'nvidia ada-lovelace',
  problem: null,
  needs: {
    contextTokens: 16_384,
    chunkTokens: 512,
    screenshotTokens: 1632,
    gpu: { weights: 5_183_059_968, conversation: 1_879_048_192, work: 1_148_190_720, total: 8_210_298_880 },
    processor: 30_988_677_120,
    page: { staging: 201_326_592, kept: 611_056_128 },
    largest: { what: 'the tensor lm_head', bytes: 100_663_296 },
    contexts: [
      { contextTokens: 4096, gpuBytes: 6_801_012_736 },
      { contextTokens: 8192, gpuBytes: 7_270_774_784 },
      { contextTokens: 12_288, gpuBytes: 7_740_536_832 },
      { contextTokens: 16_384, gpuBytes: 8_210_298_880 },
      { contextTokens: 24_576, gpuBytes: 9_149_822_976 },
      { contextTokens: 32_768, gpuBytes: 10_089_347_072 },
    ],
    at4Bits: null,
  },
};

/** A point in CSS px of the 896 × 560 viewport, as an action point. */
export function pointAt(cssX: number, cssY: number) {
  return { cssX, cssY, imageX: cssX / 2, imageY: cssY / 2 };
}

export function makeStep(index: number, action: Action, effect: Effect, more: Partial<Step> = {}): Step {
  return {
    index,
    thoughts: '',
    action,
    point: null,
    screenshotId: 'home',
    pixels: 'a0',
    viewport: { width: 896, height: 560 },
    url: `${SHOP}/`,
    effect,
    timings: { captureMs: 48, visionMs: 92, prefillMs: 210, decodeMs: 640, actMs: 71 },
    tokens: { prompt: 231, reused: 0, prefilled: 231, generated: 34 },
    ...more,
  };
}

export const OPEN_LAMP = makeStep(
  0,
  { action: 'left_click', coordinate: [80, 118] },
  {
    kind: 'page',
    hit: { tag: 'a', role: 'link', name: 'Lamp' },
    changes: [{ what: 'navigation' }, { what: 'url', before: `${SHOP}/`, after: `${SHOP}/product/lamp` }],
    note: '',
  },
  { thoughts: 'I see the lamp in the first row. I will open it.', point: pointAt(160, 236) },
);

export const ADD_LAMP = makeStep(
  1,
  { action: 'left_click', coordinate: [334, 183] },
  {
    kind: 'page',
    hit: { tag: 'button', role: 'button', name: 'Add' },
    changes: [{ what: 'url', before: `${SHOP}/product/lamp`, after: `${SHOP}/product/lamp` }],
    note: '',
  },
  {
    thoughts: 'The page of the lamp is open. I will press Add.',
    point: pointAt(668, 366),
    screenshotId: 'product',
    url: `${SHOP}/product/lamp`,
  },
);

export function makeTask(more: Partial<TaskRecord> = {}): TaskRecord {
  return TaskRecord.parse({
    id: 'task-1',
    revision: 7,
    task: 'Add the lamp to the cart and check out',
    tabId: 12,
    profileId: 'fara-tiny',
    history: DEFAULT_HISTORY,
    status: 'thinking',
    pauseRequested: false,
    pausedBy: null,
    askingAbout: null,
    progressFrom: 0,
    stepLimit: 30,
    stepBudget: 30,
    steps: [OPEN_LAMP, ADD_LAMP],
    conversation: [],
    observation: {
      screenshotId: 'checkout',
      pixels: 'c0',
      url: `${SHOP}/checkout`,
      title: 'Checkout · Corner Shop',
      viewport: VIEWPORT,
      image: IMAGE,
      devicePixelRatio: 1,
      captureMs: 48,
    },
    words: null,
    unreadable: [],
    proposal: null,
    critical: null,
    outcome: null,
    error: null,
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_009_000,
    ...more,
  } satisfies TaskRecord);
}

export const ORDER: CriticalPoint = {
  id: 'critical-1',
  kind: 'order',
  title: 'Click “Order”',
  reason: 'This sends a form with payment details, and the button says that it places an order.',
  screenshotId: 'checkout',
  point: pointAt(673, 391),
};

export const WAITING = makeTask({ status: 'awaiting_approval', critical: ORDER });
