import { runCheck } from '../../fara/check/run.ts';
import type { Profile } from '../../fara/profile.ts';
import type { CheckAnswer, CheckProgress } from '../../protocol/check.ts';
import type { EngineClient } from '../client.ts';
import { drawSvg } from './draw.ts';

/**
 * The grounding self-test of the loaded model, in a page: the extension's offscreen document, and the engine page
 * of the command line.
 * @throws EngineError; `aborted` after the signal
 */
export function checkModel(
  client: EngineClient,
  profile: Profile,
  onProgress: (progress: CheckProgress) => void,
  signal?: AbortSignal,
): Promise<CheckAnswer[]> {
  const ports = {
    draw: drawSvg,
    generate: (request: Parameters<EngineClient['generate']>[0], stop?: AbortSignal) =>
      client.generate(request, undefined, stop),
    now: () => performance.now(),
  };
  return runCheck(profile, ports, onProgress, signal);
}
