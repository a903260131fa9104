import type { ToolCallPart } from './wire.ts';

/**
 * Puts calls back into the words. Some servers look for `<tool_call>` in what a model writes, take it out and send it
 * apart, whether or not they were given tools: `transformers serve` always, vLLM and llama-server as they are started.
 */
export class ToolCalls {
  readonly #calls = new Map<number, { name: string; arguments: string }>();

  /** Takes a message's calls, or some pieces of them in a stream. */
  add(parts: readonly ToolCallPart[]): void {
    for (const [place, part] of parts.entries()) {
      const call = this.#calls.get(part.index ?? place) ?? { name: '', arguments: '' };
      call.name += part.function.name ?? '';
      call.arguments += part.function.arguments ?? '';
      this.#calls.set(part.index ?? place, call);
    }
  }

  /** `content` as the model wrote it, with its calls at the end, in the form that Qwen's chat template teaches. */
  after(content: string): string {
    let text = content;
    for (const call of this.#calls.values()) {
      const gap = text === '' || text.endsWith('\n') ? '' : '\n';
      const words = `{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments || '{}'}}`;
      text += `${gap}<tool_call>\n${words}\n</tool_call>`;
    }
    return text;
  }
}
