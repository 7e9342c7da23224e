import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { jsonLogger, type Logger, silentLogger } from './logger.ts';

function setUp(level?: 'debug' | 'error') {
  const lines: string[] = [];
  const { clock } = createManualEnvironment();
  const write = (line: string) => void lines.push(line);
  return { lines, logger: jsonLogger({ clock, write, ...(level && { level }) }) };
}

test('a message is a line of JSON, with its own fields and those of its logger', () => {
  const { lines, logger } = setUp();
  logger.child({ controller: 'web' }).child({ name: 'a' }).info({ n: 1 }, 'done');
  logger.debug({}, 'left out');
  expect(lines).toEqual([
    '{"level":30,"time":1700000000000,"controller":"web","name":"a","n":1,"msg":"done"}\n',
  ]);
});

test('below its level a logger tells nothing', () => {
  const quiet = setUp('error');
  for (const level of ['debug', 'info', 'warn', 'error'] as const) quiet.logger[level]({}, level);
  expect(quiet.lines.map((line) => JSON.parse(line).msg)).toEqual(['error']);
  const loud = setUp('debug');
  loud.logger.debug({}, 'told');
  expect(loud.lines).toHaveLength(1);
});

test('an error is told with its message and where it came from', () => {
  const { lines, logger } = setUp();
  logger.error({ err: new TypeError('no') }, 'failed');
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({ type: 'TypeError', message: 'no' });
  silentLogger.child({}).error({}, 'nobody hears it');
});

test('a pino logger is one', () => {
  const lines: string[] = [];
  const logger: Logger = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  logger.child({ controller: 'web' }).info({ n: 1 }, 'done');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, controller: 'web', n: 1, msg: 'done' });
});
