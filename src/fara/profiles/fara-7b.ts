import type { Profile } from '../profile.ts';
import { FARA_7B_ACTIONS, fara7bSystemPrompt } from './fara-7b-prompt.ts';

/** microsoft/Fara-7B (Qwen2.5-VL-7B). Source: `fara_agent.py`, `preprocessor_config.json`, `generation_config.json`. */
export const fara7b: Profile = {
  id: 'fara-7b',
  name: 'Fara-7B',
  systemPrompt: fara7bSystemPrompt,
  coordinates: { kind: 'image' },
  imageBudget: { patchSize: 14, mergeSize: 2, minPixels: 3136, maxPixels: 12_845_056 },
  viewport: { width: 1440, height: 900 },
  history: { kind: 'trim', screenshots: 3 },
  boilerplate: 'Here is the next screenshot. Think about what to do next.',
  actions: FARA_7B_ACTIONS,
  generation: { repetitionPenalty: 1.05, maxNewTokens: 1024, stop: ['<|im_end|>', '<|endoftext|>'] },
  finalAnswer: 'thoughts',
};
