import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';

/** Lines on a terminal, with one unfinished line at the end that is replaced until a whole one comes. */
export interface Terminal {
  write(lines: string): void;
  /** Null where the output is a file or a pipe. */
  overwrite: ((line: string) => void) | null;
}

export function makeTerminal(stream: WriteStream): Terminal {
  const clear = () => {
    if (!stream.isTTY) return;
    clearLine(stream, 0);
    cursorTo(stream, 0);
  };
  return {
    write(lines) {
      clear();
      stream.write(`${lines}\n`);
    },
    overwrite: stream.isTTY
      ? (line) => {
          clear();
          stream.write(line.slice(0, stream.columns - 1));
        }
      : null,
  };
}
