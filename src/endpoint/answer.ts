import { EndpointError } from './errors.ts';

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * What the model said, without the thinking that a reasoning model or a wrong chat template puts before it. The parts
 * kept are as they were. Throws EndpointError where nothing else is left.
 * @param reasoning what the server cut off as reasoning
 */
export function answerOf(content: string, reasoning: string): string {
  const text = withoutThinking(content);
  if (text.trim() !== '') return text;
  if (content.includes(OPEN)) {
    throw new EndpointError(
      'endless_think',
      'The model thinks aloud in <think> and never comes to an action. Turn its thinking off on the server (for ' +
        'llama-server: --reasoning-budget 0), or serve a model that acts, such as Fara-7B.',
    );
  }
  if (reasoning.trim() !== '') {
    throw new EndpointError(
      'reasoning_only',
      'The server sent the whole answer as reasoning and nothing as content. Start it without a reasoning parser ' +
        '(vLLM: no --reasoning-parser; llama-server: --reasoning-format none), or serve a model that acts.',
    );
  }
  throw new EndpointError(
    'empty',
    'The server sent an empty answer. Look at its log; often the chat template is not the model’s own.',
  );
}

/** An unclosed block is dropped unless a call follows in it: then the tag alone was stray. */
function withoutThinking(content: string): string {
  if (!content.includes(OPEN) && !content.includes(CLOSE)) return content;
  const closed = content.replaceAll(/<think>[\s\S]*?<\/think>/g, '').replaceAll(CLOSE, '');
  const open = closed.indexOf(OPEN);
  if (open < 0) return closed.trimStart();
  const after = closed.slice(open + OPEN.length);
  return (after.includes('<tool_call') ? closed.replaceAll(OPEN, '') : closed.slice(0, open)).trimStart();
}
