import type { ChatMessage, RgbaImage } from '../../protocol/chat.ts';
import type { Conversation } from '../../protocol/conversation.ts';
import type { GenerateRequest } from '../../protocol/engine.ts';
import type { Point, Size } from '../../protocol/geometry.ts';
import { resolvePoint } from '../coordinates.ts';
import { buildMessages } from '../history.ts';
import { outputGrammar } from '../output-grammar.ts';
import { type ParseResult, parseAnswer } from '../parse/answer.ts';
import { type Profile, sentSize } from '../profile.ts';

/** What the engine is asked for at a step, as far as both `Engine` and its client take it. */
export interface StepRequest extends GenerateRequest {
  prompt: {
    messages: ChatMessage[];
    images: Record<string, Size & { data: Uint8ClampedArray<ArrayBuffer> }>;
  };
  stop: string[];
  imageBudget: { minPixels: number; maxPixels: number };
}

/**
 * The request the agent's loop would make on this screenshot.
 * @param turns all of the same screenshot; the last is the user's
 * @param image of the profile's viewport, one px per CSS px
 */
export function stepRequest(profile: Profile, turns: Conversation, image: RgbaImage): StepRequest {
  const { maxNewTokens, repetitionPenalty, stop } = profile.generation;
  const { minPixels, maxPixels } = profile.imageBudget;
  const { width, height } = image;
  const pixels = { width, height, data: new Uint8ClampedArray(image.data) };
  const ids = turns.flatMap((turn) => (turn.role === 'user' ? [turn.screenshotId] : []));
  return {
    prompt: {
      messages: buildMessages(profile, turns, sentSize(profile, { width, height })),
      images: Object.fromEntries(ids.map((id) => [id, pixels])),
    },
    maxNewTokens,
    repetitionPenalty,
    stop: [...stop],
    imageBudget: { minPixels, maxPixels },
    grammar: outputGrammar(profile),
  };
}

export interface ReadAnswer {
  result: ParseResult;
  /** Where it points, CSS px; null when it points nowhere or outside of the viewport. */
  point: Point | null;
}

/** A completion as action and point. @param viewport CSS px */
export function readAnswer(profile: Profile, text: string, viewport: Size): ReadAnswer {
  const result = parseAnswer(text, profile.actions);
  const coordinate =
    result.ok && 'coordinate' in result.answer.action ? result.answer.action.coordinate : undefined;
  if (!coordinate) return { result, point: null };
  try {
    const sent = sentSize(profile, viewport);
    const { cssX, cssY } = resolvePoint(coordinate, profile.coordinates, sent, viewport);
    return { result, point: { x: cssX, y: cssY } };
  } catch {
    return { result, point: null };
  }
}
