import type { StoreJob, StoreOutcome } from '../../protocol/model_store.ts';
import type { Upstream } from '../../protocol/pack.ts';
import { type FolderAccess, folderProblem } from '../../protocol/placed.ts';
import type { InstalledPack, Quant, Recipe } from '../../protocol/weights.ts';
import { bytesInWords, timeLeftInWords } from './format.ts';

/** `8.29 billion parameters`, `9.7 million parameters`. */
export function parametersInWords(parameters: number): string {
  const [value, unit] = parameters >= 1e9 ? [parameters / 1e9, 'billion'] : [parameters / 1e6, 'million'];
  return `${value.toFixed(value < 10 ? 2 : 1)} ${unit} parameters`;
}

const BITS: Record<Quant, string> = {
  q4: '4-bit',
  'q4-head8': '4-bit with 8-bit output',
  q8: '8-bit',
  f32: 'unquantised',
};

export function quantInWords(quant: Quant): string {
  return BITS[quant];
}

/** What a model's weights are, where they have the shape of a published model; null: they were not read yet. */
export function upstreamInWords({
  repository,
  weights,
}: {
  repository: string;
  weights: Upstream['weights'] | null;
}): string {
  switch (weights) {
    case null:
      return `like ${repository}; the import compares their hashes`;
    case 'same':
      return `the published files of ${repository}`;
    case 'other':
      return `not the published files of ${repository}`;
  }
}

/** `4-bit, 5.2 GB`, and a word of warning where it is not what its shape makes it look like. */
export function packInWords({
  quant,
  bytes,
  upstream,
}: Pick<InstalledPack, 'quant' | 'bytes' | 'upstream'>): string {
  const stored = `${quantInWords(quant)}, ${bytesInWords(bytes)}`;
  return upstream?.weights === 'other' ? `${stored}, ${upstreamInWords(upstream)}` : stored;
}

/** Why a folder cannot be used, where the button to allow it again is beside it. */
export function placedProblemInWords(folder: string, access: Exclude<FolderAccess, 'ready'>): string {
  if (access !== 'ask') return folderProblem(folder, access);
  return `The browser asks again before Sidefara may read the folder ${folder}. It does so after a restart.`;
}

/** `4.6 GB on the GPU · about 3 min to import`. */
export function recipeCostInWords({ gpuBytes, seconds }: Recipe): string {
  const onGpu = `${bytesInWords(gpuBytes)} on the GPU`;
  return seconds === null ? onGpu : `${onGpu} · about ${timeLeftInWords(1000 * seconds)} to import`;
}

export function jobInWords({ kind, phase, name, cancelling }: StoreJob): string {
  if (cancelling) return `${kind === 'download' ? 'Pausing' : 'Cancelling'} ${name}`;
  switch (phase) {
    case 'opening':
      return `Opening ${name}`;
    case 'quantising':
      return `${kind === 'download' ? 'Downloading' : 'Importing'} ${name}`;
    case 'copying':
      return `Copying ${name}`;
    case 'hashing':
      return `Verifying ${name}`;
    case 'exporting':
      return `Exporting ${name}`;
  }
}

/**
 * How a job ended well, or was ended; a failure speaks for itself.
 * @param kept whether something of it can be gone on with
 */
export function outcomeInWords({ kind, name, ended }: StoreOutcome, kept: boolean): string {
  if (kind === 'verify') {
    if (ended === 'done') return `${name} is intact: all of it matches its hashes.`;
    return ended === 'failed' ? `${name} is damaged` : `${name} was not verified to the end.`;
  }
  if (kind === 'export') {
    if (ended === 'done') return `${name} was exported: every byte of it was checked on the way.`;
    return ended === 'failed' ? `${name} could not be exported` : `The export of ${name} was cancelled.`;
  }
  if (ended === 'done') return `${name} is installed. Choose it above to use it.`;
  if (ended === 'asks') return `${name} waits for your answer; what is finished of it was kept.`;
  if (ended === 'failed') return `${name} could not be loaded`;
  if (kind === 'download' && kept) return `${name} is paused; what is finished of it was kept.`;
  return `${name} was cancelled; ${kept ? 'what is finished of it was kept.' : 'nothing of it was kept.'}`;
}
