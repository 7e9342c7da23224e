import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { LateLogger } from './late-logger.ts';
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

test('what is told before a logger is there is told when it is, in order', async () => {
  const { lines, logger } = setUp('debug');
  let come = (_logger: Logger): void => {};
  const late = new LateLogger(
    new Promise((resolve) => {
      come = resolve;
    }),
  );
  late.debug({}, 'one');
  late.child({ a: 1 }).warn({}, 'two');
  late.error({}, 'three');
  expect(lines).toEqual([]);
  come(logger);
  await new Promise((resolve) => setImmediate(resolve));
  late.info({}, 'four');
  late.child({ a: 2 }).info({}, 'five');
  const told = lines.map((line) => JSON.parse(line)).map(({ msg, a }) => `${msg} ${a ?? ''}`);
  expect(told.toSorted()).toEqual(['five 2', 'four ', 'one ', 'three ', 'two 1']);
  expect(told.slice(-2)).toEqual(['four ', 'five 2']);
});

test('an operator logs with pino, to standard error', async () => {
  const code = `
    import { pinoLogger } from './controller-runtime/index.ts';
    const logger = pinoLogger('warn');
    logger.info({}, 'left out');
    logger.child({ controller: 'web' }).warn({ n: 1 }, 'told');`;
  const { stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    code,
  ]);
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ level: 40, controller: 'web', n: 1, msg: 'told' }]);
});
