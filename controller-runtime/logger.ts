import type { Clock } from '../environment/index.ts';

/** What happened, as text and fields: the part of pino's interface that is used here, so that a pino logger is one. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** The same, with these fields in all that it tells. */
  child(fields: object): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** pino's numbers. */
const levels: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

export interface JsonLoggerOptions {
  readonly clock: Clock;
  /** Is given whole lines. */
  readonly write: (line: string) => void;
  /** What is below is left out. Default: info. */
  readonly level?: LogLevel;
}

/** A line of JSON for each message, as pino writes it: `level` and `time` first, `msg` last. */
export function jsonLogger(options: JsonLoggerOptions): Logger {
  return new JsonLogger(options, {});
}

/** Tells nobody anything. */
export const silentLogger: Logger = Object.freeze({
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
});

class JsonLogger implements Logger {
  readonly #options: JsonLoggerOptions;
  readonly #own: object;

  constructor(options: JsonLoggerOptions, own: object) {
    this.#options = options;
    this.#own = own;
  }

  debug(fields: object, message: string): void {
    this.#tell('debug', fields, message);
  }

  info(fields: object, message: string): void {
    this.#tell('info', fields, message);
  }

  warn(fields: object, message: string): void {
    this.#tell('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#tell('error', fields, message);
  }

  child(fields: object): Logger {
    return new JsonLogger(this.#options, { ...this.#own, ...fields });
  }

  #tell(name: LogLevel, fields: object, msg: string): void {
    const { clock, write, level = 'info' } = this.#options;
    if (levels[name] < levels[level]) return;
    const line = { level: levels[name], time: clock.now(), ...this.#own, ...fields, msg };
    write(`${JSON.stringify(line, errorAsObject)}\n`);
  }
}

/** An error has no members of its own to write. */
function errorAsObject(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { type: value.name, message: value.message, stack: value.stack };
}
