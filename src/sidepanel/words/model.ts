import type { LoadProgress, ModelInfo } from '../../protocol/model.ts';
import { bytesInWords, timeLeftInWords } from './format.ts';

const PHASES: Record<LoadProgress['phase'], string> = {
  opening: 'Opening the model',
  'checking-gpu': 'Checking this computer’s GPU',
  reading: 'Reading the model',
  compiling: 'Preparing the model for this device',
};

export function phaseInWords(phase: LoadProgress['phase']): string {
  return PHASES[phase];
}

/** `3.2 MB of 11.8 MB · 4.1 MB/s · 2 s left`; '' where nothing is counted. */
export function progressInWords({ bytes, totalBytes, bytesPerSecond }: Omit<LoadProgress, 'phase'>): string {
  if (totalBytes <= 0 || bytes <= 0) return '';
  const parts = [`${bytesInWords(bytes)} of ${bytesInWords(totalBytes)}`];
  if (bytesPerSecond > 0 && bytes < totalBytes) {
    parts.push(`${bytesInWords(bytesPerSecond)}/s`);
    parts.push(`${timeLeftInWords(((totalBytes - bytes) / bytesPerSecond) * 1000)} left`);
  }
  return parts.join(' · ');
}

export function deviceInWords({ device }: ModelInfo): string {
  return device.backend === 'webgpu' ? 'WebGPU' : 'CPU';
}
