/** A line on a terminal that says what is under way, and is gone when that is over. */
export interface Progress {
  /** May be called often; `text` is asked for when the line is written. */
  show(text: () => string): void;
  /** Takes the line away, before anything else is printed. */
  clear(): void;
}

/** What is over sooner needs no such line. */
const patienceMs = 1_000;
const betweenMs = 100;

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Writes from a second after now on. `now` is in milliseconds. Undefined for what is no terminal. */
export function progressOn(stream: Terminal, now: () => number): Progress | undefined {
  if (!stream.isTTY) return undefined;
  let nextMs = now() + patienceMs;
  let shown = false;
  return {
    show(text) {
      const atMs = now();
      if (atMs < nextMs) return;
      nextMs = atMs + betweenMs;
      shown = true;
      // A line that is broken could not be taken away.
      stream.write(`\r\x1b[K${text().slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (shown) stream.write('\r\x1b[K');
      shown = false;
    },
  };
}
