/** Pieces of calls, some of them across what the grammar chooses between. */
const PIECES = [
  '{"',
  '": "',
  '", "',
  '"}}',
  ']}}',
  '}}\n',
  ', ',
  '": [',
  '{"name": "computer_use"',
  ' "arguments": {"action": "',
  'left_click", "coordinate": [',
  '"type", "text": "',
  'scroll',
  '", "pixels": -',
  'terminate',
  'success"}}',
  'wait"}}',
  'computer',
  '_use',
  'arguments',
  'action',
  'name',
  'coordinate',
  'keys',
  'key',
  'text',
  '12',
  '29',
];

/**
 * A tokenizer.json of `size` tokens in random order: ASCII, pieces of calls (some as words, some as added tokens that
 * win over everything), the tags and the end of a turn.
 * @param taken ids from here on mean images
 * @param opening the id of `<tool_call>`
 */
export function randomTokenizer(
  size: number,
  taken: number,
  opening: number,
  pick: (below: number) => number,
): object {
  const ids = Array.from({ length: taken }, (_, id) => id).filter((id) => id !== opening);
  const draw = () => ids.splice(pick(ids.length), 1)[0] ?? -1;
  const added = [
    { id: opening, content: '<tool_call>', special: false },
    { id: draw(), content: '</tool_call>', special: false },
    { id: draw(), content: '<|im_end|>', special: true },
    ...Array.from({ length: size - taken }, (_, i) => ({
      id: taken + i,
      content: `<|${i}|>`,
      special: true,
    })),
  ];
  const vocab: Record<string, number> = { Ċ: draw(), Ġ: draw() };
  for (let code = 0x21; code < 0x7f; code++) vocab[String.fromCharCode(code)] = draw();
  for (const piece of PIECES) {
    if (ids.length === 0 || pick(4) === 0) continue;
    if (pick(2) === 0) added.push({ id: draw(), content: piece, special: false });
    else vocab[piece.replaceAll(' ', 'Ġ').replaceAll('\n', 'Ċ')] = draw();
  }
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.map((token) => ({ ...token, ...flags })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: ' ?[A-Za-z_]+|\\d+| ?[^A-Za-z\\d]+' },
          behavior: 'Isolated',
          invert: false,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      vocab,
      merges: [],
      dropout: null,
      unk_token: null,
      byte_fallback: false,
      ignore_merges: true,
    },
  };
}
