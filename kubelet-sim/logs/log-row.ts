/** Lines that a container writes, once or again and again. Times count from its start. */
export interface LogRow {
  /** A line, or several: with `everyMs` one after the other, else all at once. In braces stands what differs (`{pod}`, `{n}`). */
  readonly text: string;
  readonly afterMs?: number;
  readonly everyMs?: number;
  /** How many lines. Default: each once, or with `everyMs` without end. */
  readonly times?: number;
  /** True: as its last words, when it ends. */
  readonly atExit?: boolean;
}

/** What a container of which nothing is declared says. */
export const defaultLog: readonly LogRow[] = Object.freeze([
  { text: '{container} of {namespace}/{pod} started on {node} from {image}' },
  { text: '{container} of {namespace}/{pod} ended with exit code {exitCode}', atExit: true },
]);
