import { statfs } from 'node:fs/promises';
import { profiles } from '../../fara/profiles/index.ts';
import { WeightsError } from '../../weights/errors.ts';
import { fileFolder } from '../../weights/node/file_folder.ts';
import { nodePacker } from '../../weights/node/packer.ts';
import { surveyFolder } from '../../weights/survey.ts';
import { writeJson } from './json.ts';
import { formatBytes, formatSeconds } from './progress.ts';

/**
 * `model inspect FOLDER` of weights that are no pack yet: what they are, and what each recipe will take.
 * @returns 1 where they cannot be imported, once every problem has been told
 */
export async function inspectWeights(path: string, json: string | undefined): Promise<number> {
  const disk = await statfs(path).catch(() => {
    throw new WeightsError('not-found', `there is no folder ${path}`, { next: 'Give the path of a folder' });
  });
  const packer = nodePacker();
  const survey = await surveyFolder(
    fileFolder(path),
    profiles.map(({ id }) => id),
    disk.bavail * disk.bsize,
    packer,
  ).finally(packer.close);
  await writeJson(json, survey);
  switch (survey.kind) {
    case 'refused':
      for (const problem of survey.problems) process.stderr.write(`${problem}\n`);
      return 1;
    case 'pack':
      throw new Error(`${path} is a pack`);
    case 'checkpoint':
      process.stdout.write(
        `${survey.name}: ${survey.architecture} from ${survey.form}, ${(survey.parameters / 1e6).toFixed(2)} million parameters, ` +
          `${formatBytes(survey.bytes)}\nprofile ${survey.profile ?? 'not told by the files: --profile'}\n`,
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
