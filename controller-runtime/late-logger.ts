import type { Logger, LogLevel } from './logger.ts';

/**
 * What an operator in the real world logs with: pino, to standard error. It is loaded with the first of them, and what is told
 * meanwhile is told then, in order. In virtual time take `jsonLogger`, with the clock of the world.
 */
export function pinoLogger(level: LogLevel = 'info'): Logger {
  return new LateLogger(import('./pino-logger.ts').then(({ openPino }) => openPino(level)));
}

/** A logger that is not there yet. */
export class LateLogger implements Logger {
  readonly #coming: Promise<Logger>;
  #here: Logger | undefined;

  constructor(coming: Promise<Logger>) {
    this.#coming = coming.then((logger) => {
      this.#here = logger;
      return logger;
    });
  }

  debug(fields: object, message: string): void {
    this.#tell((logger) => logger.debug(fields, message));
  }

  info(fields: object, message: string): void {
    this.#tell((logger) => logger.info(fields, message));
  }

  warn(fields: object, message: string): void {
    this.#tell((logger) => logger.warn(fields, message));
  }

  error(fields: object, message: string): void {
    this.#tell((logger) => logger.error(fields, message));
  }

  child(fields: object): Logger {
    return this.#here?.child(fields) ?? new LateLogger(this.#coming.then((logger) => logger.child(fields)));
  }

  #tell(call: (logger: Logger) => void): void {
    if (this.#here !== undefined) call(this.#here);
    else void this.#coming.then(call);
  }
}
