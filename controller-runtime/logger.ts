import { createRequire } from 'node:module';
import type { Clock, Environment } from '../environment/index.ts';

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

export interface JsonLoggerOptions {
  readonly clock: Clock;
  /** Is given whole lines. */
  readonly write: (line: string) => void;
  /** What is below is left out. Default: info. */
  readonly level?: LogLevel;
}

/** A pino logger: a line of JSON for each message, `level` (a number) and `time` first, `msg` last. An error is told as `err`. */
export function jsonLogger({ clock, write, level = 'info' }: JsonLoggerOptions): Logger {
  return pino()({ level, base: null, timestamp: () => `,"time":${clock.now()}` }, { write });
}

/** What a manager logs with by default: JSON, to standard error, in the real world; nothing in virtual time. */
export function environmentLogger({ clock, writeLog }: Environment, level: LogLevel = 'info'): Logger {
  return writeLog === undefined ? silentLogger : jsonLogger({ clock, write: writeLog, level });
}

/** Tells nobody anything. */
export const silentLogger: Logger = Object.freeze({
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
});

type Pino = typeof import('pino').pino;
let library: Pino | undefined;

/** Read with the first logger: most programs that import this have none. */
function pino(): Pino {
  library ??= createRequire(import.meta.url)('pino') as Pino;
  return library;
}
