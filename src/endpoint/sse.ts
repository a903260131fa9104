/** More than any answer of a few thousand tokens takes, with the overhead of a chunk for each. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The `data` of each event of a server-sent event stream, in order. Throws where more than `MAX_BYTES` come.
 * Source of the format: HTML Standard, 9.2.6 (lines end in CR, LF or CRLF; a lone `data:` line is a whole event to
 * every chat server, so events of several data lines are not joined).
 */
export async function* eventData(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new RangeError(`The answer is longer than ${MAX_BYTES} bytes.`);
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?=.)/);
    rest = lines.pop() ?? '';
    for (const line of lines) yield* dataOf(line);
  }
  yield* dataOf(rest.replace(/\r$/, ''));
}

function* dataOf(line: string): Generator<string> {
  if (line.startsWith('data:')) yield line.slice(5).replace(/^ /, '');
}
