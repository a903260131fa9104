/** An answer cut into what the model thinks and the call it makes. */
export interface SplitAnswer {
  thoughts: string;
  /** From the call's opening brace to the end of the answer; null when there is no brace to start from. */
  call: string | null;
}

const OPENING_TAG = /<tool_call\b[^>]*>/i;
/** A call without its tag (some servers swallow it): an object that begins like one. */
const BARE_CALL = /\{\s*["']?(?:name|action|arguments|function|computer_use)["']?\s*:/;
/** What may stand between thoughts and brace beside the tag. */
const TRAILING_WRAPPER = /(?:<\/?tool_call\b[^>]*>|```\w*|\s)+$/i;
const THINK_TAG = /<\/?think>/gi;

/**
 * Splits at the first `<tool_call>`, as upstream does (`_parse_thoughts_and_action`); without a tag before a
 * brace, at what looks like a call, else at the first brace.
 */
export function splitAnswer(text: string): SplitAnswer {
  const tag = OPENING_TAG.exec(text);
  const tagged = tag ? text.indexOf('{', tag.index) : -1;
  if (tag && tagged >= 0) {
    return { thoughts: cleanThoughts(text.slice(0, tag.index)), call: text.slice(tagged) };
  }
  const brace = BARE_CALL.exec(text)?.index ?? text.indexOf('{');
  if (brace < 0) return { thoughts: cleanThoughts(text), call: null };
  return { thoughts: cleanThoughts(text.slice(0, brace)), call: text.slice(brace) };
}

function cleanThoughts(text: string): string {
  return text.replace(THINK_TAG, '').replace(TRAILING_WRAPPER, '').trim();
}
