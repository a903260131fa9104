import type { CheckProgress, CheckResult } from '../../protocol/check.ts';
import { count, timeLeftInWords } from './format.ts';

/** `7 of 20 · 6 hit · 8 s left` */
export function checkProgressInWords({ done, targets, hits, secondsLeft }: CheckProgress): string {
  if (secondsLeft === null) return '';
  return `${done} of ${targets} · ${hits} hit · ${timeLeftInWords(secondsLeft * 1000)} left`;
}

/** `19 of 20 hit` and so on, without the verdict that the title gives. */
export function checkFactsInWords(result: CheckResult): string {
  const { hits, answers, meanErrorPx, texts, textsRight, readable, secondsPerAnswer } = result;
  const parts = [`${hits} of ${count(answers.length, 'target')} hit`];
  if (meanErrorPx !== null) parts.push(`${Math.round(meanErrorPx)} px mean error`);
  if (readable < answers.length) parts.push(`${answers.length - readable} answers not understood`);
  if (texts > 0) parts.push(`${textsRight} of ${count(texts, 'text')} exact`);
  parts.push(`${secondsPerAnswer.toFixed(1)} s per answer`);
  return parts.join(' · ');
}

/** `Tested 21 Nov 2026, 13:40 on the GPU`, in the way of the person's language. */
export function checkDateInWords({ finishedAt, info }: CheckResult): string {
  const when = new Date(finishedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return `Tested ${when} on the ${info.device.backend === 'webgpu' ? 'GPU' : 'CPU'}`;
}

const VERDICTS: Record<CheckResult['verdict'], string> = {
  good: 'It clicks where it should',
  fair: 'It sometimes clicks beside',
  bad: 'It does not click where it should',
};

export function verdictInWords(verdict: CheckResult['verdict']): string {
  return VERDICTS[verdict];
}
