import type { CheckAnswer, CheckResult } from '../../src/protocol/check.ts';
import { READY } from './records.ts';

if (READY.status !== 'ready') throw new Error('no model');

const answer = (i: number, hit: boolean): CheckAnswer => ({
  page: 'letter',
  task: hit ? `Click target ${i}.` : 'Type "071422905133" into the Phone field.',
  kind: 'field',
  box: { x: 590, y: 240, width: 270, height: 54 },
  text: 'I will type into Phone.',
  problem: null,
  action: 'type',
  point: { x: 448, y: 272 },
  hit,
  errorPx: hit ? 10 : 277,
  textRight: null,
  seconds: 0.6,
});

/** 19 of 20. */
export const CLICKS: CheckResult = {
  info: READY.info,
  profile: 'fara-tiny',
  viewport: { width: 896, height: 560 },
  finishedAt: Date.UTC(2026, 10, 21, 12),
  verdict: 'good',
  targets: 20,
  hits: 19,
  meanErrorPx: 24.6,
  readable: 20,
  textsRight: 4,
  texts: 4,
  secondsPerAnswer: 0.6,
  summary: '19 of 20 targets hit, 25 px mean error: good',
  causes: [],
  answers: Array.from({ length: 20 }, (_, i) => answer(i, i !== 16)),
};

/** None of the first eight, half of them without an action. */
export const BAD_CLICKS: CheckResult = {
  ...CLICKS,
  verdict: 'bad',
  hits: 0,
  meanErrorPx: 312,
  readable: 4,
  textsRight: 0,
  texts: 2,
  summary: '0 of the first 8 targets hit, 312 px mean error: bad',
  causes: [
    '4 of 8 answers hold no action of the profile fara-tiny. The model was trained on another prompt (import it again with the profile it was trained on), or its weights are damaged or mixed up.',
    'The files may be damaged: Verify compares them with their hashes.',
  ],
  answers: Array.from({ length: 8 }, (_, i) => ({ ...answer(i, false), task: `Click target ${i}.` })),
};
