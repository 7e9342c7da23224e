import { type Environment, WaitError, type WaitOptions, type WorldControl } from '../index.ts';
import type { Activity } from './activity.ts';

/** Long enough for a request and a write on disk that nobody counts, short enough for a person to wait for. */
const defaultQuietMs = 200;
/** The longest a step of a scenario may reasonably take by the wall clock. */
const withinMsDefault = 600_000;

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** Waits in the real world: woken by timers and trace records, never by polling. */
export class RealControl implements WorldControl {
  readonly environment: Environment;
  readonly #activity: Activity;
  readonly #close: () => void;
  readonly #waiting = new Set<(error: unknown) => void>();
  #ended: unknown;

  constructor(environment: Environment, activity: Activity, close: () => void) {
    this.environment = environment;
    this.#activity = activity;
    this.#close = close;
  }

  runFor(durationMs: number): Promise<void> {
    return this.#wait(undefined, 'time', ({ resolve }) => {
      const timer = setTimeout(resolve, durationMs);
      return () => clearTimeout(timer);
    });
  }

  runUntil(predicate: () => boolean, { withinMs }: WaitOptions): Promise<void> {
    return this.#wait(withinMs, 'what was waited for', ({ resolve, reject }) => {
      let asked: NodeJS.Immediate | undefined;
      const ask = (): void => {
        asked = undefined;
        try {
          if (predicate()) resolve();
        } catch (error) {
          reject(error);
        }
      };
      // Many changes of one turn ask once.
      const stop = this.#activity.onChange(() => {
        asked ??= setImmediate(ask);
      });
      ask();
      return () => {
        stop();
        clearImmediate(asked);
      };
    });
  }

  settle(options?: Partial<WaitOptions> & { readonly quietMs?: number }): Promise<void> {
    return this.#wait(options?.withinMs ?? withinMsDefault, 'a settled world', ({ resolve, reject }) => {
      const abort = new AbortController();
      const quietMs = options?.quietMs ?? defaultQuietMs;
      this.#activity.idle({ quietMs, signal: abort.signal }).then(resolve, reject);
      return () => abort.abort();
    });
  }

  complete<T>(task: () => Promise<T>, options?: Partial<WaitOptions>): Promise<T> {
    return this.#wait<T>(options?.withinMs ?? withinMsDefault, 'the task', ({ resolve, reject }) => {
      task().then(resolve, reject);
      return () => {};
    });
  }

  close(): void {
    this.#close();
  }

  /** The world closed or failed: every wait, now and later, rejects. */
  end(error: unknown): void {
    this.#ended ??= error;
    for (const reject of [...this.#waiting]) reject(this.#ended);
  }

  #wait<T = void>(
    withinMs: number | undefined,
    what: string,
    start: (waiting: Waiting<T>) => () => void,
  ): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      let stop: (() => void) | undefined;
      let over = false;
      const finish = (): void => {
        over = true;
        clearTimeout(deadline);
        this.#waiting.delete(fail);
        stop?.();
      };
      const fail = (error: unknown): void => {
        finish();
        reject(error);
      };
      const late = (): void => fail(lateError(what, withinMs ?? 0, this.#activity.pending()));
      const deadline = withinMs === undefined ? undefined : setTimeout(late, withinMs);
      this.#waiting.add(fail);
      const done = (value: T): void => {
        finish();
        resolve(value);
      };
      stop = start({ resolve: done, reject: fail });
      // What came true within `start` could not stop what had not started yet.
      if (over) stop();
    });
  }
}

function lateError(what: string, withinMs: number, pending: readonly string[]): WaitError {
  return new WaitError('deadline', `${what} did not come within ${withinMs} ms`, pending);
}
