import type { CheckAnswer } from '../../protocol/check.ts';
import type { Point } from '../../protocol/geometry.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { type Profile, sentSize } from '../profile.ts';
import { isInside } from './page.ts';

type Pointed = CheckAnswer & { point: Point };

/** Points that lie this near to each other, as a share of the page's diagonal, count as one place. */
const SAME_PLACE = 0.04;

/** What probably keeps a model from hitting, told by how its answers fail; the likeliest first. */
export function likelyCauses(info: ModelInfo, profile: Profile, answers: readonly CheckAnswer[]): string[] {
  const causes: string[] = [];
  const all = Math.max(1, answers.length);
  const unreadable = answers.filter(({ problem }) => problem !== null).length;
  const pointed = answers.filter((answer): answer is Pointed => answer.point !== null);
  const elsewhere = answers.filter(({ problem, point }) => problem === null && point === null).length;

  if (unreadable / all >= 0.5) {
    causes.push(
      `${unreadable} of ${answers.length} answers hold no action of the profile ${profile.name}. The model was trained on another prompt (import it again with the profile it was trained on), or its weights are damaged or mixed up.`,
    );
  }
  const other = otherCoordinates(profile, pointed);
  if (other !== null) {
    causes.push(
      `Its points fit the targets when they are read as ${other}: it needs another profile, or its prompt names another image size than it was trained on.`,
    );
  } else if (pointed.length >= 4 && places(profile, pointed) <= Math.max(1, pointed.length / 4)) {
    causes.push(
      'It points to the same few places whatever the page shows: it does not see the screenshot. The vision part of the weights is damaged, in the wrong order, or of another model.',
    );
  } else if (pointed.length / all >= 0.5) {
    causes.push(
      'Its answers have the right form but point beside the targets: it sees the screenshot wrongly (rows or patches of the vision part in the wrong order, too coarse a quantisation), or it was not trained to point.',
    );
  }
  if (elsewhere / all >= 0.3) {
    // The pages show plainly what is asked for.
    const blind =
      elsewhere / all >= 0.7
        ? ' So often, it probably does not see the screenshot: the vision part of the weights is damaged, in the wrong order, or of another model.'
        : '';
    causes.push(
      `In ${elsewhere} of ${answers.length} answers it did not point at all but scrolled, waited or gave up: it did not find what it was asked for.${blind}`,
    );
  }
  return [...causes, ...suspects(info)];
}

/** What to rule out, by how the model was stored and what it ran on. */
function suspects({ quant, device }: ModelInfo): string[] {
  const checks = ['The files may be damaged: Verify compares them with their hashes.'];
  if (quant.startsWith('q4'))
    checks.push('It is stored with 4 bits: import it once more with 8 bits and compare.');
  if (device.backend === 'webgpu')
    checks.push(
      'This GPU may compute wrongly: where the model is small enough, test it on the CPU and compare.',
    );
  return checks;
}

/** In which other way the points would hit most targets; null where in none. */
function otherCoordinates(profile: Profile, pointed: readonly Pointed[]): string | null {
  if (pointed.length < 4) return null;
  const { viewport } = profile;
  const image = sentSize(profile, viewport);
  const across = viewport.width / image.width;
  const down = viewport.height / image.height;
  const readings: [name: string, read: (coordinate: Point) => Point][] = [
    ['y before x', ({ x, y }) => ({ x: y * across, y: x * down })],
    [
      'parts of a 1000 × 1000 grid',
      ({ x, y }) => ({ x: (x * viewport.width) / 1000, y: (y * viewport.height) / 1000 }),
    ],
  ];
  const hits = (read: (coordinate: Point) => Point) =>
    pointed.filter(({ point, box }) => isInside(read({ x: point.x / across, y: point.y / down }), box))
      .length;
  const asIs = pointed.filter(({ hit }) => hit).length;
  const [best] = readings.map(([name, read]) => ({ name, hits: hits(read) })).sort((a, b) => b.hits - a.hits);
  return best && best.hits >= 0.6 * pointed.length && best.hits > 1.5 * asIs ? best.name : null;
}

/** How many places the points make up. */
function places({ viewport }: Profile, pointed: readonly Pointed[]): number {
  const near = SAME_PLACE * Math.hypot(viewport.width, viewport.height);
  const found: Point[] = [];
  for (const { point } of pointed) {
    if (!found.some(({ x, y }) => Math.hypot(x - point.x, y - point.y) <= near)) found.push(point);
  }
  return found.length;
}
