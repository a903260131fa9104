/** A value written as JSON or as a Python literal. */
export type Literal = string | number | boolean | null | Literal[] | { [key: string]: Literal };

export type LiteralResult = { ok: true; value: Literal } | { ok: false; problem: string };

class LiteralError extends Error {}

const MAX_DEPTH = 32;
const CONSTANTS: Record<string, Literal> = {
  true: true,
  false: false,
  null: null,
  True: true,
  False: false,
  None: null,
};
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '' };
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]\w*/y;
const HEX: Record<string, RegExp> = { x: /[0-9a-fA-F]{2}/y, u: /[0-9a-fA-F]{4}/y };

/**
 * Reads the one value at the start of `text`, JSON or Python (quotes of either kind, True, None, tuples,
 * trailing commas, bare keys, line breaks inside strings), and ignores what follows it. Lenient about form
 * only: a value cut short is a problem, save for a missing last brace after a complete inner object.
 * Never throws.
 */
export function readLiteral(text: string): LiteralResult {
  try {
    return { ok: true, value: new Reader(text).value(0) };
  } catch (error) {
    if (error instanceof LiteralError) return { ok: false, problem: error.message };
    throw error;
  }
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Literal {
    this.skipSpace();
    if (depth > MAX_DEPTH) this.fail(`nesting of at most ${MAX_DEPTH}`);
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.list(']', depth);
      case '(':
        return this.list(')', depth);
      case '"':
      case "'":
        return this.string();
      default:
        return this.numberOrConstant();
    }
  }

  private object(depth: number): Literal {
    const members = new Map<string, Literal>();
    this.at++;
    while (!this.take('}')) {
      const quoted = this.text[this.at] === '"' || this.text[this.at] === "'";
      const key = quoted ? this.string() : this.match(WORD);
      if (key === undefined) this.fail('a key or }');
      if (!this.take(':')) this.fail(`: after the key ${key}`);
      const member = this.value(depth + 1);
      members.set(key, member);
      if (this.take(',') || this.text[this.at] === '}') continue;
      const innerComplete = typeof member === 'object' && member !== null;
      if (depth === 0 && innerComplete && /^(?:$|<|```)/.test(this.text.slice(this.at, this.at + 3))) break;
      this.fail(', or }');
    }
    return Object.fromEntries(members);
  }

  private list(close: ']' | ')', depth: number): Literal {
    const items: Literal[] = [];
    this.at++;
    while (!this.take(close)) {
      items.push(this.value(depth + 1));
      if (!this.take(',') && this.text[this.at] !== close) this.fail(`, or ${close}`);
    }
    return items;
  }

  private string(): string {
    const quote = this.text[this.at++];
    let out = '';
    for (;;) {
      const char = this.text[this.at++];
      if (char === undefined) this.fail(`a closing ${quote}`);
      if (char === quote) return out;
      out += char === '\\' ? this.escape() : char;
    }
  }

  private escape(): string {
    const char = this.text[this.at++];
    if (char === undefined) this.fail('a character after \\');
    const hex = HEX[char];
    if (hex) {
      const digits = this.match(hex);
      if (digits === undefined) this.fail(`hexadecimal digits after \\${char}`);
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    return ESCAPES[char] ?? ('"\'\\/'.includes(char) ? char : `\\${char}`);
  }

  private numberOrConstant(): Literal {
    const digits = this.match(NUMBER);
    if (digits !== undefined) return Number(digits);
    const start = this.at;
    const word = this.match(WORD);
    if (word !== undefined && Object.hasOwn(CONSTANTS, word)) return CONSTANTS[word] as Literal;
    this.at = start;
    return this.fail('a value');
  }

  /** Skips space, then `char` and the space after it, if it is there. */
  private take(char: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== char) return false;
    this.at++;
    this.skipSpace();
    return true;
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private fail(expected: string): never {
    const found = this.text.slice(this.at, this.at + 20);
    throw new LiteralError(
      `expected ${expected} at character ${this.at}, found ${found === '' ? 'the end' : JSON.stringify(found)}`,
    );
  }
}
