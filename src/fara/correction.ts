import type { ChatMessage } from '../protocol/chat.ts';

/** How often the model is asked again before the person is. */
export const MAX_PARSE_RETRIES = 2;

/** Source: microsoft/fara, `fara15_agent.py`. */
export const CORRECTION =
  'Your previous response could not be parsed. Reply with exactly one valid JSON tool call inside <tool_call> and </tool_call> tags, following the provided tool schema.';

/**
 * The two turns that follow `buildMessages` in a retry: what the model said and the correction. They are not
 * kept once an answer has been understood.
 */
export function correctionTurns(unreadable: string): ChatMessage[] {
  return [
    { role: 'assistant', content: [{ type: 'text', text: unreadable }] },
    { role: 'user', content: [{ type: 'text', text: CORRECTION }] },
  ];
}
