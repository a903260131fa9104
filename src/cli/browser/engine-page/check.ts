import { drawPng } from '../../../engine/check/draw.ts';
import { checkModel } from '../../../engine/check/run.ts';
import type { EngineClient } from '../../../engine/client.ts';
import { markedPages } from '../../../fara/check/marks.ts';
import { getProfile } from '../../../fara/profiles/index.ts';
import type { CheckAnswer, CheckProgress } from '../../../protocol/check.ts';

declare global {
  /** Node's, while a self-test runs. */
  var sidefaraCheckProgress: (progress: CheckProgress) => Promise<void>;
}

/** The self-test of the model that the page has loaded. */
export function check(client: EngineClient, profileId: string): Promise<CheckAnswer[]> {
  return checkModel(client, getProfile(profileId), (progress) => void sidefaraCheckProgress(progress));
}

/** Every page of the self-test with targets and points drawn over it: PNG files as base64, by the page's name. */
export async function checkPictures(
  profileId: string,
  answers: readonly CheckAnswer[],
): Promise<Record<string, string>> {
  const { viewport } = getProfile(profileId);
  const pictures = markedPages(viewport, answers).map(async ({ name, svg }) => {
    const bytes = new Uint8Array(await (await drawPng(svg, viewport)).arrayBuffer());
    return [name, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))] as const;
  });
  return Object.fromEntries(await Promise.all(pictures));
}
