import type { RgbaImage } from '../../protocol/chat.ts';
import type { CheckAnswer, CheckProgress } from '../../protocol/check.ts';
import type { Conversation } from '../../protocol/conversation.ts';
import type { GenerateRequest, GenerateResult } from '../../protocol/engine.ts';
import type { Size } from '../../protocol/geometry.ts';
import type { Profile } from '../profile.ts';
import { readAnswer, stepRequest } from './ask.ts';
import { type Box, boxOf, type CheckPage, isInside, scaleOf, type Target } from './page.ts';
import { CHECK_PAGES } from './pages.ts';
import { pageSvg } from './svg.ts';

/** What a self-test needs from outside. */
export interface CheckPorts {
  /** Rasterises an SVG of this size, CSS px; one px each. */
  draw(svg: string, size: Size): Promise<RgbaImage>;
  generate(request: GenerateRequest, signal?: AbortSignal): Promise<GenerateResult>;
  /** Milliseconds. */
  now(): number;
}

/** With this many answers and none of them a hit the verdict is settled; the rest would only take time. */
const HOPELESS = 8;
/** An action takes 40–150 tokens with its thoughts; nonsense has no end. */
const MAX_TOKENS = 320;

/** The pages' targets by turns, so that no two in a row share a screenshot, as in real use. */
export function questions(): { page: CheckPage; target: Target }[] {
  const most = Math.max(...CHECK_PAGES.map(({ targets }) => targets.length));
  return Array.from({ length: most }, (_, i) =>
    CHECK_PAGES.flatMap((page) => {
      const target = page.targets[i];
      return target ? [{ page, target }] : [];
    }),
  ).flat();
}

/**
 * Asks the model for every target, as the agent would for a task's first step: the profile's own prompt, grammar,
 * parser and coordinates. Ends early when none of the first answers hits.
 * @throws the signal's reason, and what drawing and generating throw
 */
export async function runCheck(
  profile: Profile,
  ports: CheckPorts,
  onProgress: (progress: CheckProgress) => void,
  signal?: AbortSignal,
): Promise<CheckAnswer[]> {
  const asked = questions();
  const answers: CheckAnswer[] = [];
  const { viewport } = profile;
  const started = ports.now();
  const images = new Map<CheckPage, RgbaImage>();
  for (const { page, target } of asked) {
    signal?.throwIfAborted();
    const perAnswer = answers.length === 0 ? null : (ports.now() - started) / 1000 / answers.length;
    onProgress({
      done: answers.length,
      targets: asked.length,
      hits: answers.filter(({ hit }) => hit).length,
      secondsLeft: perAnswer === null ? null : perAnswer * (asked.length - answers.length),
    });
    const image = images.get(page) ?? (await ports.draw(pageSvg(page, viewport), viewport));
    images.set(page, image);
    const start = ports.now();
    const { text } = await ports.generate(firstStep(profile, target.task, image), signal);
    answers.push(judge(profile, page, target, text, (ports.now() - start) / 1000));
    if (answers.length === HOPELESS && answers.every(({ hit }) => !hit)) break;
  }
  return answers;
}

function judge(
  profile: Profile,
  page: CheckPage,
  target: Target,
  text: string,
  seconds: number,
): CheckAnswer {
  const { result, point } = readAnswer(profile, text, profile.viewport);
  const action = result.ok ? result.answer.action : null;
  const box = scaled(boxOf(page, target), scaleOf(profile.viewport));
  return {
    page: page.name,
    task: target.task,
    kind: target.kind,
    box,
    text,
    problem: result.ok ? null : result.failure.message,
    action: action?.action ?? null,
    point,
    hit: point !== null && isInside(point, box),
    errorPx: point && Math.hypot(point.x - box.x - box.width / 2, point.y - box.y - box.height / 2),
    textRight: target.text === undefined ? null : action?.action === 'type' && action.text === target.text,
    seconds,
  };
}

/** A task is given, and this is its first screenshot. An endless answer is not waited for. */
function firstStep(profile: Profile, task: string, image: RgbaImage): GenerateRequest {
  const turns: Conversation = [{ role: 'user', kind: 'task', text: task, screenshotId: 'page', url: '' }];
  const request = stepRequest(profile, turns, image);
  return { ...request, maxNewTokens: Math.min(request.maxNewTokens, MAX_TOKENS) };
}

function scaled({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
