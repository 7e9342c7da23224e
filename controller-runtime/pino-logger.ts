import { destination, type Logger as Pino, pino } from 'pino';
import type { LogLevel } from './logger.ts';

/** A pino logger that writes to standard error, as a program in a container does. */
export function openPino(level: LogLevel): Pino {
  return pino({ level, base: null }, destination({ fd: 2, sync: true }));
}
