import { AsyncQueue } from '../../collections/index.ts';

/** What a terminal makes of what is typed, and of what is written. */
export interface Terminal {
  /** Lines, as they are ended. */
  readonly input: AsyncIterable<Uint8Array>;
  /** As a screen takes it. */
  output(bytes: string | Uint8Array): Uint8Array;
}

/** What a terminal is connected with. */
export interface TerminalEnds {
  readonly typed: AsyncIterable<Uint8Array>;
  show(bytes: Uint8Array): Promise<void>;
  /** Ctrl-C was typed. */
  interrupt(): void;
}

/**
 * The line discipline of a terminal: what is typed is shown, can be corrected, and is read by lines. Ctrl-D ends the input. Who
 * types is listened to at once, whether a program reads or not: so many lines are kept, more are lost.
 */
export function terminal(ends: TerminalEnds): Terminal {
  const lines = new AsyncQueue<Uint8Array>();
  void listen(ends, lines).finally(() => lines.end());
  return { input: lines, output };
}

/** As in Linux. */
const lineCharsMax = 4095;
const linesMax = 1000;

async function listen(
  { typed, show, interrupt }: TerminalEnds,
  lines: AsyncQueue<Uint8Array>,
): Promise<void> {
  let line = '';
  const add = (ended: string) => {
    if (lines.length < linesMax) lines.push(Buffer.from(ended));
  };
  for await (const bytes of typed) {
    for (const character of Buffer.from(bytes).toString()) {
      if (character === '\r' || character === '\n') {
        await show(Buffer.from('\r\n'));
        add(`${line}\n`);
        line = '';
      } else if (character === '\x03') {
        await show(Buffer.from('^C\r\n'));
        line = '';
        interrupt();
        add('\n');
      } else if (character === '\x04') {
        if (line === '') return;
      } else if (character === '\x7f' || character === '\b') {
        if (line !== '') await show(Buffer.from('\b \b'));
        line = line.slice(0, -1);
      } else if (line.length < lineCharsMax) {
        line += character;
        await show(Buffer.from(character));
      }
    }
  }
}

function output(bytes: string | Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}
