import type { Size } from '../../protocol/geometry.ts';
import type { ActionPoint } from '../../protocol/task.ts';
import { CoordinateRangeError, resolvePoint } from '../coordinates.ts';
import type { Profile } from '../profile.ts';
import { type ParsedAnswer, type ParseFailure, parseAnswer } from './answer.ts';

export type ReadResult =
  | {
      ok: true;
      answer: ParsedAnswer & { /** null for actions that aim at no point */ point: ActionPoint | null };
    }
  | { ok: false; failure: ParseFailure };

/**
 * `parseAnswer`, and where the action aims. A point outside the screen is a failure like any other, so the
 * retry rule applies to it.
 * @param image size of the screenshot as sent, image px
 * @param viewport CSS px
 */
export function readAnswer(text: string, profile: Profile, image: Size, viewport: Size): ReadResult {
  const parsed = parseAnswer(text, profile.actions);
  if (!parsed.ok) return parsed;
  const { thoughts, action } = parsed.answer;
  const coordinate = 'coordinate' in action ? action.coordinate : undefined;
  if (!coordinate) return { ok: true, answer: { thoughts, action, point: null } };
  try {
    const point = resolvePoint(coordinate, profile.coordinates, image, viewport);
    return { ok: true, answer: { thoughts, action, point } };
  } catch (error) {
    if (!(error instanceof CoordinateRangeError)) throw error;
    const { message } = error;
    return {
      ok: false,
      failure: { kind: 'out_of_range', message, text: JSON.stringify(coordinate), thoughts },
    };
  }
}
