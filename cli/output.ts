import { styleText } from 'node:util';

/** The exit code of a program whose reader has gone, as the shell counts it (128 + SIGPIPE). */
const readerGone = 141;

/** How the standard output is written to; `plain` for a file or a pipe. */
export interface Output {
  /** How wide a line may be; absent where nobody looks. */
  readonly columns?: number;
  style(style: Parameters<typeof styleText>[0], text: string): string;
}

/** Colours and breaks lines for a terminal alone; without colours if NO_COLOR says so (see no-color.org). */
export function outputOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Output {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return {
    ...(stream.isTTY && stream.columns ? { columns: stream.columns } : {}),
    // Which of the two streams is a terminal was decided above.
    style: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** Ends the process without a word when nobody reads what it prints (`homeostat run ... | head -1`). */
export function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(readerGone);
  console.error(`homeostat: cannot print: ${error.message}`);
  process.exit(2);
}

/** For a process that goes on when nobody reads what it prints. */
export function outliveReader(): void {
  process.stdout.off('error', endWithReader).on('error', () => {});
}
