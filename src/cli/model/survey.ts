import { statfs } from 'node:fs/promises';
import { profiles } from '../../fara/profiles/index.ts';
import type { Survey } from '../../protocol/weights.ts';
import { WeightsError } from '../../weights/errors.ts';
import { nodePacker } from '../../weights/node/packer.ts';
import type { FolderSource } from '../../weights/source.ts';
import { surveyFolder } from '../../weights/survey.ts';
import { writeJson } from './json.ts';
import { formatBytes, formatSeconds } from './progress.ts';

/**
 * `model inspect` of weights that are no pack yet: what they are, and what each recipe will take.
 * @param disk a folder of the disk whose room counts
 * @returns 1 where they cannot be imported, once every problem has been told
 */
export async function inspectWeights(
  folder: FolderSource,
  disk: string,
  json: string | undefined,
): Promise<number> {
  const { bavail, bsize } = await statfs(disk).catch(() => {
    throw new WeightsError('not-found', `there is no folder ${disk}`, { next: 'Give the path of a folder' });
  });
  const packer = nodePacker();
  const survey = await surveyFolder(
    folder,
    profiles.map(({ id }) => id),
    bavail * bsize,
    packer,
  ).finally(packer.close);
  await writeJson(json, survey);
  switch (survey.kind) {
    case 'refused':
      for (const problem of survey.problems) process.stderr.write(`${problem}\n`);
      return 1;
    case 'pack':
      throw new Error(`${folder.name} is a pack`);
    case 'checkpoint':
      process.stdout.write(
        `${survey.name}: ${survey.architecture} from ${survey.form}, ${(survey.parameters / 1e6).toFixed(2)} million parameters, ` +
          `${formatBytes(survey.bytes)}\n${upstreamLine(survey.upstream)}profile ${survey.profile ?? 'not told by the files: --profile'}\n`,
      );
      for (const { quant, bytes, gpuBytes, seconds } of survey.recipes) {
        const time = seconds === null ? '' : `, about ${formatSeconds(Math.max(1, seconds))} to import`;
        process.stdout.write(
          `--quant ${quant}: ${formatBytes(bytes)} on disk, ${formatBytes(gpuBytes)} on the GPU${time}\n`,
        );
      }
      return 0;
  }
}

function upstreamLine(upstream: Exclude<Survey, { kind: 'refused' }>['upstream']): string {
  if (upstream === null) return '';
  const { repository, weights } = upstream;
  return weights === 'other'
    ? `has the shape of ${repository}, but is not its published files: a fine-tune, or damaged\n`
    : `has the shape of ${repository}; the import compares its files with the published hashes\n`;
}
