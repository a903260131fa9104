import type { Profile } from '../profile.ts';

/** The embedded default, trained in this repository (`models/fara-tiny`): short prompt, small image. */
export const faraTiny: Profile = {
  id: 'fara-tiny',
  name: 'fara-tiny',
  systemPrompt: () => 'You are fara-tiny. Answer with one action.',
  coordinates: { kind: 'image' },
  imageBudget: { patchSize: 14, mergeSize: 2, minPixels: 56 * 56, maxPixels: 448 * 280 },
  viewport: { width: 896, height: 560 },
  history: { kind: 'latest' },
  boilerplate: '',
  actions: ['left_click', 'type', 'scroll', 'terminate'],
  generation: { repetitionPenalty: 1, maxNewTokens: 96, stop: ['<|im_end|>', '<|endoftext|>'] },
  finalAnswer: 'thoughts',
};
