import { type Box, boxOf } from '../../../src/fara/check/page.ts';
import { CHECK_PAGES } from '../../../src/fara/check/pages.ts';
import { type CheckPorts, runCheck } from '../../../src/fara/check/run.ts';
import { type Profile, sentSize } from '../../../src/fara/profile.ts';
import type { CheckAnswer, CheckProgress } from '../../../src/protocol/check.ts';
import type { GenerateRequest, GenerateResult } from '../../../src/protocol/engine.ts';
import type { Size } from '../../../src/protocol/geometry.ts';
import type { ModelInfo } from '../../../src/protocol/model.ts';

export const INFO: ModelInfo = {
  name: 'a model',
  packHash: 'f'.repeat(64),
  quant: 'q8',
  device: { backend: 'cpu', adapter: null },
};

/** Whoever reads the task knows the target; what a kind of failure makes of it is the scripted model's. */
export interface Asked {
  task: string;
  /** Px of the drawing. */
  box: Box;
  text: string | undefined;
  image: Size;
  viewport: Size;
}

export const call = (args: object) =>
  `So be it.\n<tool_call>\n${JSON.stringify({ name: 'computer_use', arguments: args })}\n</tool_call>`;

/** A whole self-test of a scripted model, with the requests it was sent. */
export async function checkOf(profile: Profile, answer: (asked: Asked) => string, signal?: AbortSignal) {
  const requests: GenerateRequest[] = [];
  const progress: CheckProgress[] = [];
  let now = 0;
  const ports: CheckPorts = {
    draw: async (_, { width, height }) => ({
      width,
      height,
      data: new Uint8ClampedArray(width * height * 4),
    }),
    now: () => now,
    generate: async (request) => {
      requests.push(request);
      now += 2000;
      return { text: answer(asked(profile, request)) } as GenerateResult;
    },
  };
  const answers: CheckAnswer[] = await runCheck(profile, ports, (step) => progress.push(step), signal);
  return { answers, requests, progress };
}

function asked(profile: Profile, { prompt }: GenerateRequest): Asked {
  if (!('messages' in prompt)) throw new Error('no messages');
  const texts = prompt.messages.flatMap(({ content }) =>
    content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
  );
  const said = texts.at(-1) ?? '';
  for (const page of CHECK_PAGES) {
    const target = page.targets.find(({ task }) => said === task);
    if (!target) continue;
    const { viewport } = profile;
    const image = sentSize(profile, viewport);
    return { task: said, box: boxOf(page, target), text: target.text, image, viewport };
  }
  throw new Error(`no target was asked for by: ${said}`);
}

/** The middle of the target, whole image px. */
export function middle({ box, image, viewport }: Asked): [number, number] {
  const scale = Math.min(viewport.width / 896, viewport.height / 560);
  const x = (box.x + box.width / 2) * scale * (image.width / viewport.width);
  const y = (box.y + box.height / 2) * scale * (image.height / viewport.height);
  return [Math.round(x), Math.round(y)];
}

/** Does what it was asked to, at this coordinate. */
export function act({ text }: Asked, coordinate: readonly [number, number]): string {
  return text === undefined
    ? call({ action: 'left_click', coordinate })
    : call({ action: 'type', coordinate, text, press_enter: false });
}
