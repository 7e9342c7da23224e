import type { V1Pod } from '../../api/index.ts';
import type { LogOptions } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { type ContainerLife, lifeByNow } from './container-life.ts';
import { limitedBytes } from './limited-bytes.ts';
import { LogLines, type LogNames } from './log-lines.ts';
import type { LogRow } from './log-row.ts';

/** How much is sent at a time. */
const pieceChars = 16 * 1024;

/** Whose log it is. */
export interface LogSource {
  readonly rows: readonly LogRow[];
  readonly container: string;
  readonly life: ContainerLife;
  readonly names: LogNames;
  /** As its kubelet has it by now. */
  pod(): V1Pod;
  /** Calls back after each change of it. Returns what ends that. */
  onChange(callback: () => void): () => void;
}

/** The log as bytes, made at its reader's pace. Followed, it goes on until the container ends. */
export function logStream(
  environment: Environment,
  source: LogSource,
  options: LogOptions,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => {
      const follower = new Follower(environment, source);
      const pieces = limitedBytes(piecesOf(environment, source, options, follower), options.limitBytes);
      return {
        next: () => pieces.next(),
        // A reader that leaves does not wait for the next line.
        return: () => {
          follower.close();
          return pieces.return(undefined);
        },
      };
    },
  };
}

async function* piecesOf(
  environment: Environment,
  source: LogSource,
  options: LogOptions,
  follower: Follower,
): AsyncGenerator<string> {
  const { clock } = environment;
  let life = source.life;
  const open = () => new LogLines(source.rows, life, { ...source.names, ...namesOf(life) });
  let lines = open();
  if (options.sinceMs !== undefined) lines.skipTo(options.sinceMs);
  if (options.tailLines !== undefined) lines.skipToLast(options.tailLines, untilMs(life, clock.now()));
  let readMs = Number.NEGATIVE_INFINITY;
  try {
    for (;;) {
      for (let piece = ''; ; piece = '') {
        readMs = untilMs(life, clock.now());
        piece = gather(lines, readMs, options.timestamps === true);
        if (piece === '') break;
        yield piece;
        await environment.turn();
      }
      if (options.follow !== true || life.endMs <= clock.now() || life.exitCode !== undefined) return;
      await follower.wait(lines.nextMs());
      if (follower.closed) return;
      life = lifeByNow(source.pod(), source.container, life, clock.now());
      if (life.endMs === Number.POSITIVE_INFINITY) continue;
      lines = open();
      lines.skipTo(readMs + 1);
    }
  } finally {
    follower.close();
  }
}

/** Of a run that has ended, everything; of one that goes on, what was written by now. */
function untilMs({ endMs }: ContainerLife, nowMs: number): number {
  return Number.isFinite(endMs) ? endMs : nowMs;
}

function namesOf({ exitCode, restarts }: ContainerLife): LogNames {
  return { restarts: String(restarts), ...(exitCode === undefined ? {} : { exitCode: String(exitCode) }) };
}

function gather(lines: LogLines, until: number, timestamps: boolean): string {
  let piece = '';
  while (piece.length < pieceChars) {
    const line = lines.next(until);
    if (line === undefined) break;
    piece += timestamps ? `${timestamp(line.atMs)} ${line.text}\n` : `${line.text}\n`;
  }
  return piece;
}

/** As container runtimes write it, to the nanosecond. */
function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000000Z');
}

/** Waits for the next line, or for what becomes of the container. */
class Follower {
  closed = false;
  readonly #environment: Environment;
  readonly #leave: () => void;
  #wake: (() => void) | undefined;
  /** Something has changed since it was waited for. */
  #changed = false;

  constructor(environment: Environment, source: LogSource) {
    this.#environment = environment;
    this.#leave = source.onChange(() => {
      this.#changed = true;
      this.#wake?.();
    });
    environment.signal.addEventListener('abort', this.close);
  }

  readonly close = (): void => {
    if (this.closed) return;
    this.closed = true;
    this.#environment.signal.removeEventListener('abort', this.close);
    this.#leave();
    this.#wake?.();
  };

  async wait(untilMs: number): Promise<void> {
    const { clock } = this.#environment;
    await new Promise<void>((resolve) => {
      if (this.closed || this.#changed) return resolve();
      this.#wake = resolve;
      if (untilMs === Number.POSITIVE_INFINITY) return;
      const timer = clock.setTimer(untilMs - clock.now(), resolve, { background: true });
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#wake = undefined;
    this.#changed = false;
  }
}
