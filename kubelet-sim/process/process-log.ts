import type { LocalFile } from '../../environment/index.ts';
import { LineCutter } from '../logs/line-cutter.ts';

/** As much as this is kept of what a process has written: far more than anybody reads, and no more than memory has. */
const bytesMax = 4 * 1024 * 1024;
/** A longer line is kept in parts. Mirrors containerd (max_container_log_line_size). */
const lineCharsMax = 16 * 1024;

/** What a process writes, in lines as a container runtime keeps them. It is read as a file is; what is oldest is forgotten. */
export class ProcessLog {
  readonly #now: () => number;
  #lines: string[] = [];
  /** How many were forgotten. */
  #forgotten = 0;
  #bytes = 0;
  readonly #waiting = new Set<() => void>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes what comes of one of its streams; resolves when that has ended. */
  async take(stream: 'stdout' | 'stderr', pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const lines = new LineCutter(lineCharsMax);
    for await (const piece of pieces)
      for (const { text, isWhole } of lines.add(piece)) this.#add(stream, isWhole ? 'F' : 'P', text);
    if (lines.rest !== '') this.#add(stream, 'P', lines.rest);
  }

  open(): LocalFile {
    let at = 0;
    let isOpen = true;
    const next = () => Math.max(0, at - this.#forgotten);
    return {
      read: async () => {
        const lines = isOpen ? this.#lines.slice(next()) : [];
        at = this.#forgotten + this.#lines.length;
        return lines.length === 0 ? undefined : Buffer.from(lines.join(''));
      },
      changed: (signal) =>
        new Promise((resolve) => {
          if (!isOpen || signal.aborted || next() < this.#lines.length) return resolve();
          const done = () => {
            this.#waiting.delete(done);
            signal.removeEventListener('abort', done);
            resolve();
          };
          this.#waiting.add(done);
          signal.addEventListener('abort', done);
        }),
      close: () => {
        isOpen = false;
      },
    };
  }

  #add(stream: string, tag: string, text: string): void {
    const line = `${new Date(this.#now()).toISOString()} ${stream} ${tag} ${text}\n`;
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes > bytesMax) this.#forget();
    for (const wake of [...this.#waiting]) wake();
  }

  /** Half of it at once, so that a line costs no more than itself. */
  #forget(): void {
    const half = this.#lines.length >> 1;
    for (const line of this.#lines.slice(0, half)) this.#bytes -= line.length;
    this.#lines = this.#lines.slice(half);
    this.#forgotten += half;
  }
}
