import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { environmentLogger, jsonLogger, type Logger, silentLogger } from './logger.ts';

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

test('what is no JSON is told as far as it is', () => {
  const { lines, logger } = setUp();
  const round: { self?: object } = {};
  round.self = round;
  logger.info({ big: { n: 2n ** 60n }, round }, 'told');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ round: { self: '[Circular]' }, msg: 'told' });
});

const reconcilesOnce = `
  import { controllerManagedBy, createManager } from './controller-runtime/index.ts';
  import { createClient, createInformerFactory } from './client/index.ts';
  import { FakeApi } from './client/testing/fake-api.ts';
  import { replicaSets } from './client/testing/types.ts';
  import { realEnvironment } from './environment/real/index.ts';
  const environment = realEnvironment({ onFailure: (error) => { throw error; } });
  const client = createClient(new FakeApi(), { userAgent: 'test', signal: environment.signal });
  const manager = createManager(environment, { client, informers: createInformerFactory(environment, client) });
  const end = new AbortController();
  controllerManagedBy(manager).for(replicaSets).complete({
    async reconcile(_request, { log }) {
      log.debug({}, 'left out');
      log.info({ n: 1 }, 'told');
      end.abort();
      throw new Error('no');
    },
  }).queue.add('default/web');
  await manager.run(end.signal);
  process.exit();`;

test('over a real cluster a manager logs to standard error, whoever ends the process', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '-e', reconcilesOnce];
  const { stderr, stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe('');
  const kind = { controller: 'replicaset', controllerGroup: 'apps', controllerKind: 'ReplicaSet' };
  const names = { ReplicaSet: { namespace: 'default', name: 'web' }, namespace: 'default', name: 'web' };
  const reconcile = { ...kind, ...names, reconcileID: expect.any(Number) };
  const lines = stderr.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    [
      { level: 30, ...kind, msg: 'Starting Controller' },
      { level: 30, ...kind, 'worker count': 1, msg: 'Starting workers' },
      { level: 30, ...reconcile, n: 1, msg: 'told' },
      { level: 50, ...reconcile, err: expect.objectContaining({ message: 'no' }), msg: 'Reconciler error' },
      { level: 30, ...kind, msg: 'Shutdown signal received, waiting for all workers to finish' },
      { level: 30, ...kind, msg: 'All workers finished' },
    ].map((line) => ({ time: expect.any(Number), ...line })),
  );
});

test('in virtual time it tells nobody', () => {
  expect(environmentLogger(createManualEnvironment())).toBe(silentLogger);
});
