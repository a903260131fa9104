import type { CheckAnswer, CheckResult } from '../../protocol/check.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import type { Profile } from '../profile.ts';
import { likelyCauses } from './causes.ts';
import { questions } from './run.ts';

/** Shares of the set's targets that must be hit. */
const GOOD = 0.9;
const FAIR = 0.7;

/** @param finishedAt ms since the epoch */
export function checkResult(
  info: ModelInfo,
  profile: Profile,
  answers: readonly CheckAnswer[],
  finishedAt: number,
): CheckResult {
  const targets = questions().length;
  const hits = answers.filter(({ hit }) => hit).length;
  const errors = answers.flatMap(({ errorPx }) => (errorPx === null ? [] : [errorPx]));
  const meanErrorPx = errors.length === 0 ? null : mean(errors);
  const share = hits / targets;
  const verdict = share >= GOOD ? 'good' : share >= FAIR ? 'fair' : 'bad';
  const texts = answers.filter(({ textRight }) => textRight !== null);
  const error = meanErrorPx === null ? 'no point to measure' : `${Math.round(meanErrorPx)} px mean error`;
  return {
    info,
    profile: profile.id,
    viewport: profile.viewport,
    finishedAt,
    verdict,
    targets,
    hits,
    meanErrorPx,
    readable: answers.filter(({ problem }) => problem === null).length,
    textsRight: texts.filter(({ textRight }) => textRight).length,
    texts: texts.length,
    secondsPerAnswer: mean(answers.map(({ seconds }) => seconds)),
    summary: `${hits} of ${answers.length < targets ? `the first ${answers.length}` : targets} targets hit, ${error}: ${verdict}`,
    causes: verdict === 'good' ? [] : likelyCauses(info, profile, answers),
    answers: [...answers],
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
