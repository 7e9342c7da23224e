import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi, statusError } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { nodes, pod, pods, replicaSets } from '../client/testing/types.ts';
import { controllerManagedBy } from './builder.ts';
import type { Controller } from './controller.ts';
import type { ControllerOptions } from './controller-options.ts';
import { jsonLogger } from './logger.ts';
import { createManager } from './manager.ts';
import type { ReconcileContext, ReconcileResult, Request } from './reconcile.ts';
import { TerminalError } from './terminal-error.ts';

type Answer = (request: Request, context: ReconcileContext) => Promise<ReconcileResult>;

function setUp(answer: Answer, options: ControllerOptions = {}) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers });
  const reconciled: string[] = [];
  const controller = controllerManagedBy(manager)
    .named('replicaset')
    .for(replicaSets)
    .owns(pods)
    .withOptions(options)
    .complete({
      reconcile(request, context) {
        reconciled.push(`${request.namespace}/${request.name}`);
        return answer(request, context);
      },
    });
  return { environment, api, informers, manager, controller, reconciled };
}

const nothing: Answer = () => Promise.resolve(undefined);
const key = 'default/web';

test('should call Reconciler if an item is enqueued', async () => {
  const { environment, manager, controller, reconciled } = setUp(nothing);
  await manager.start();
  controller.queue.add('shop/api');
  await environment.settle();
  expect(reconciled).toEqual(['shop/api']);
  expect(controller.queue.length).toBe(0);
});

test('an object and what it owns make their controller look at it', async () => {
  const { environment, api, manager, reconciled } = setUp(nothing);
  api.put('replicasets', pod('web'));
  await manager.start();
  await environment.settle();
  const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };
  api.put('pods', pod('web-1', {}, { ownerReferences: [reference] }));
  await environment.settle();
  expect(reconciled).toEqual([key, key]);
});

test('should not call Reconcile until all event handlers have processed initial objects', async () => {
  const { environment, api, informers, manager, reconciled } = setUp(async () => {
    expect(informers.informer(replicaSets).indexer.size).toBe(2);
    expect(informers.informer(pods).hasSynced()).toBe(true);
    return undefined;
  });
  api.put('replicasets', pod('web'));
  api.put('replicasets', pod('api'));
  let held = true;
  api.intercept = (call) =>
    held && call.path.endsWith('/pods') ? statusError(429, 'TooManyRequests', 'later') : undefined;
  const started = manager.start();
  await environment.settle();
  expect(reconciled).toEqual([]);
  held = false;
  await environment.advance(2_000);
  await started;
  await environment.settle();
  expect(reconciled).toEqual([key, 'default/api']);
  expect(environment.failures).toEqual([]);
});

test('should requeue a Request if there is an error and continue processing items', async () => {
  let failures = 3;
  const { environment, api, manager, controller, reconciled } = setUp(async () => {
    failures -= 1;
    if (failures >= 0) throw statusError(409, 'Conflict', 'not yet');
    return undefined;
  });
  api.put('replicasets', pod('web'));
  await manager.start();
  await environment.settle();
  expect(controller.queue.numRequeues(key)).toBe(1);
  expect(environment.pendingMs('foreground')).toEqual([5]);
  controller.queue.add('default/other');
  await environment.settle();
  expect(reconciled).toEqual([key, 'default/other']);
  await environment.advance(35);
  expect(reconciled.filter((one) => one === key)).toHaveLength(3);
  expect(controller.queue.numRequeues(key)).toBe(0);
});

test('should not reset backoff until there is a non-error result', async () => {
  let answer: Answer = () => Promise.reject(new Error('no'));
  const { environment, manager, controller } = setUp((...args) => answer(...args));
  await manager.start();
  controller.queue.add(key);
  await environment.advance(5 + 10 + 20);
  expect(controller.queue.numRequeues(key)).toBe(4);
  expect(environment.pendingMs('foreground')).toEqual([40]);
  answer = nothing;
  await environment.advance(40);
  expect(controller.queue.numRequeues(key)).toBe(0);
});

test('should not requeue a Request if there is a terminal error', async () => {
  const { environment, manager, controller, reconciled } = setUp(async () => {
    throw new TerminalError('the spec makes no sense');
  });
  await manager.start();
  controller.queue.add(key);
  await environment.advance(60_000);
  expect(reconciled).toEqual([key]);
  expect(controller.queue.length).toBe(0);
  expect(environment.records.at(-1)).toMatchObject({ kind: 'reconcile-end', fields: { result: 'given-up' } });
});

test('a terminal error says what it is for, and keeps the error that it is made of', () => {
  const cause = new RangeError('replicas: -1');
  expect(new TerminalError(cause)).toMatchObject({ message: 'terminal error: replicas: -1', cause });
  const bare = new TerminalError('no such template');
  expect(bare.message).toBe('terminal error: no such template');
  expect(bare).not.toHaveProperty('cause');
});

test('should requeue a Request after a duration (but not rate-limited) if the Result says so', async () => {
  let answer: Answer = () => Promise.reject(new Error('no'));
  const { environment, manager, controller, reconciled } = setUp((...args) => answer(...args));
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  answer = () => Promise.resolve({ requeueAfterMs: 7_000 });
  await environment.advance(5);
  expect(controller.queue.numRequeues(key)).toBe(0);
  expect(environment.pendingMs('foreground')).toEqual([7_000]);
  answer = () => Promise.resolve({ requeueAfterMs: 9_000, background: true });
  await environment.advance(7_000);
  expect(reconciled).toHaveLength(3);
  expect(environment.pendingMs('foreground')).toEqual([]);
  expect(environment.pendingMs('background')).toEqual([9_000]);
});

test('one key is never worked on twice at once, other keys are, up to maxConcurrentReconciles', async () => {
  const working = new Set<string>();
  const release: (() => void)[] = [];
  let most = 0;
  const answer: Answer = async ({ name }) => {
    expect(working.has(name)).toBe(false);
    working.add(name);
    most = Math.max(most, working.size);
    await new Promise<void>((resolve) => release.push(resolve));
    working.delete(name);
    return undefined;
  };
  const { environment, manager, controller, reconciled } = setUp(answer, { maxConcurrentReconciles: 3 });
  await manager.start();
  for (const name of ['a', 'b', 'a', 'c', 'd', 'a']) controller.queue.add(`default/${name}`);
  await environment.settle();
  controller.queue.add('default/a');
  while (release.length > 0) {
    release.shift()?.();
    await environment.settle();
  }
  expect(most).toBe(3);
  expect(reconciled.map((one) => one.slice(-1)).join('')).toBe('abcad');
});

test('what is written in a reconcile is caused by it, and that by what made the object change', async () => {
  const { environment, api, manager } = setUp(async (request, { client }) => {
    await client.create(pods, pod('child', {}, { namespace: request.namespace }));
    return undefined;
  });
  await manager.start();
  const written = api.put('replicasets', pod('web'));
  await environment.settle();
  const reconcile = environment.records.find((record) => record.kind === 'reconcile');
  expect(reconcile).toMatchObject({
    by: 'replicaset-controller',
    causes: [{ revision: Number(written.metadata?.resourceVersion) }],
    fields: { controller: 'replicaset', key },
  });
  const create = api.calls.find((call) => call.method === 'POST');
  expect(create?.cause).toEqual({ record: reconcile?.id });
  expect(create?.headers['user-agent']).toBe('replicaset-controller');
});

test('a failure is in the trace with its message, and causes the next attempt', async () => {
  const { environment, manager, controller } = setUp(() => Promise.reject(new Error('no room')));
  await manager.start();
  controller.queue.add(key);
  await environment.advance(5);
  const [first, failure, timer, second] = environment.records;
  expect(failure).toMatchObject({
    kind: 'reconcile-end',
    fields: { controller: 'replicaset', key, result: 'failed', message: 'no room' },
    causes: [{ record: first?.id }],
  });
  expect(timer).toMatchObject({ kind: 'timer', causes: [{ record: failure?.id }] });
  expect(second).toMatchObject({ kind: 'reconcile', causes: [{ record: timer?.id }] });
});

const mistake = new TypeError('undefined is not an object');
const assertion = Object.assign(new Error('1 is not 2'), { name: 'AssertionError' });
test.each([
  [mistake, undefined, 0],
  [mistake, true, 0],
  [mistake, false, 1],
  [new ReferenceError('no such name'), false, 1],
  [new RangeError('not a length'), false, 1],
  [new SyntaxError('not JSON'), false, 1],
  [assertion, false, 1],
  [new Error('the disk is full'), false, 0],
  ['AssertionError', false, 0],
])(
  'of a reconciler that fails with %s and recoverPanic %s the world fails %i times',
  async (error, recoverPanic, failures) => {
    const options = recoverPanic === undefined ? {} : { recoverPanic };
    const { environment, manager, controller } = setUp(() => Promise.reject(error), options);
    await manager.start();
    controller.queue.add(key);
    await environment.settle();
    expect(environment.failures).toEqual(failures === 0 ? [] : [error]);
    expect(controller.queue.numRequeues(key)).toBe(1 - failures);
  },
);

test('a controller that is told to end ends, though nothing is in its queue', async () => {
  const { environment, informers, controller } = setUp(nothing);
  const abort = new AbortController();
  let ended = false;
  informers.start();
  void controller.run(abort.signal).then(() => {
    ended = true;
  });
  await environment.settle();
  expect(ended).toBe(false);
  abort.abort();
  await environment.settle();
  expect(ended).toBe(true);
});

test('should time out if ReconciliationTimeout is set', async () => {
  const answer: Answer = (_request, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const { environment, manager, controller } = setUp(answer, { reconciliationTimeoutMs: 1_000 });
  await manager.start();
  controller.queue.add(key);
  await environment.advance(1_000);
  const message = 'replicaset: the reconcile took over 1000 ms';
  expect(environment.records.at(-1)).toMatchObject({ fields: { message } });
});

test('a reconcile under way when the world is revoked leaves no trace and is not tried again', async () => {
  let fail = (_error: Error) => {};
  const { environment, manager, controller } = setUp(
    () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      }),
  );
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  environment.revoke();
  fail(new Error('too late'));
  await environment.settle();
  expect(environment.records.map((record) => record.kind)).toEqual(['reconcile']);
  expect(environment.pendingMs()).toEqual([]);
  expect(environment.failures).toEqual([]);
});

test.each([0, -1, undefined])(
  'a Result that asks to come back after %s ms asks for nothing',
  async (requeueAfterMs) => {
    const result = requeueAfterMs === undefined ? {} : { requeueAfterMs };
    const { environment, manager, controller, reconciled } = setUp(() => Promise.resolve(result));
    await manager.start();
    controller.queue.add(key);
    await environment.advance(60_000);
    expect(reconciled).toEqual([key]);
    expect(environment.pendingMs()).toEqual([]);
  },
);

test('a rate limiter of its own decides when a failed key comes back', async () => {
  const rateLimiter = { whenMs: () => 7, forget: () => {}, numRequeues: () => 0 };
  const { environment, manager, controller } = setUp(() => Promise.reject(new Error('no')), { rateLimiter });
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  expect(environment.pendingMs('foreground')).toEqual([7]);
});

test('what is no Error is told as text', async () => {
  const { environment, manager, controller } = setUp(() => Promise.reject('no room'));
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  expect(environment.records.at(-1)).toMatchObject({ kind: 'reconcile-end', fields: { message: 'no room' } });
});

test('a reconciler that throws at once is tried again as one that rejects', async () => {
  const { environment, manager, controller } = setUp(() => {
    throw new Error('at once');
  });
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  expect(controller.queue.numRequeues(key)).toBe(1);
  expect(environment.failures).toEqual([]);
});

test.each([{}, { reconciliationTimeoutMs: 60_000 }])(
  'a manager that stops tells the reconcile under way, and leaves what is in line (%j)',
  async (options) => {
    const answer: Answer = (_request, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { environment, manager, controller, reconciled } = setUp(answer, options);
    await manager.start();
    controller.queue.add(key);
    controller.queue.add('default/in-line');
    await environment.settle();
    await manager.stop();
    expect(reconciled).toEqual([key]);
    expect(environment.pendingMs('background')).toEqual([]);
    expect(environment.failures).toEqual([]);
  },
);

test('a reconcile that ends in time leaves no timer behind, whatever came of it', async () => {
  const answers: Answer[] = [nothing, () => Promise.reject(new TerminalError('no'))];
  const { environment, manager, controller } = setUp((...args) => (answers.shift() ?? nothing)(...args), {
    reconciliationTimeoutMs: 1_000,
  });
  await manager.start();
  for (let round = 0; round < 2; round++) {
    controller.queue.add(key);
    await environment.settle();
    expect(environment.pendingMs()).toEqual([]);
  }
});

test('by default one key is worked on at a time', async () => {
  let [working, most] = [0, 0];
  const { environment, manager, controller } = setUp(async () => {
    most = Math.max(most, ++working);
    await environment.clock.sleep(10);
    working -= 1;
    return undefined;
  });
  await manager.start();
  for (const name of ['a', 'b', 'c']) controller.queue.add(name);
  await environment.advance(100);
  expect(most).toBe(1);
});

/** Samples of a metric, by the label that tells them apart. */
function counted(controller: Controller, name: string, label = 'controller'): Record<string, number> {
  const samples = controller.metrics().find((metric) => metric.name === name)?.samples ?? [];
  return Object.fromEntries(
    samples.map(({ labels, value, suffix = '' }) => [labels[label] ?? suffix, value]),
  );
}

const outcomes = (controller: Controller) =>
  counted(controller, 'controller_runtime_reconcile_total', 'result');

test('should get updated on successful reconciliation, on errors and on requeues', async () => {
  const answers: Answer[] = [
    nothing,
    async () => ({ requeue: true }),
    async () => ({ requeueAfterMs: 60_000 }),
    () => Promise.reject(new TerminalError('never')),
    () => Promise.reject(new Error('no')),
  ];
  const { environment, manager, controller } = setUp((request, context) => {
    const answer = answers[Number(request.name)] ?? nothing;
    return answer(request, context);
  });
  await manager.start();
  expect(outcomes(controller)).toEqual({ error: 0, requeue: 0, requeue_after: 0, success: 0 });
  for (const at of answers.keys()) controller.queue.add(`default/${at}`);
  await environment.settle();
  expect(outcomes(controller)).toEqual({ error: 2, requeue: 1, requeue_after: 1, success: 1 });
  const one = (name: string) => counted(controller, `controller_runtime_${name}`).replicaset;
  expect(one('reconcile_errors_total')).toBe(2);
  expect(one('terminal_reconcile_errors_total')).toBe(1);
  expect(one('reconcile_panics_total')).toBe(0);
  expect([one('max_concurrent_reconciles'), one('active_workers')]).toEqual([1, 0]);
  expect(controller.inspect().failing).toEqual({ 'default/3': 'terminal error: never', 'default/4': 'no' });
});

test('should add a reconcile time to the reconcile time histogram', async () => {
  const { environment, manager, controller } = setUp(async () => {
    await environment.clock.sleep(120);
    return undefined;
  });
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  const state = controller.inspect();
  expect([state.activeWorkers, state.last, state.queue.inFlight]).toEqual([1, undefined, 1]);
  await environment.advance(120);
  expect(controller.inspect().last).toMatchObject({ key, outcome: 'success', durationMs: 120 });
  const buckets = counted(controller, 'controller_runtime_reconcile_time_seconds', 'le');
  expect([buckets['0.1'], buckets['0.15'], buckets['+Inf']]).toEqual([0, 1, 1]);
  expect(counted(controller, 'workqueue_work_duration_seconds', 'le')['0.1']).toBe(0);
  expect(counted(controller, 'workqueue_adds_total', 'name')).toEqual({ replicaset: 1 });
});

test('a mistake in the program is counted, and is no failure any more once it went well', async () => {
  let mistaken = true;
  const { environment, manager, controller } = setUp(async () => {
    if (mistaken) throw new TypeError('x is not a function');
    return undefined;
  });
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  expect(counted(controller, 'controller_runtime_reconcile_panics_total')).toEqual({ replicaset: 1 });
  expect(controller.inspect().failing).toEqual({ [key]: 'x is not a function' });
  mistaken = false;
  await environment.advance(10);
  expect(controller.inspect().failing).toEqual({});
});

test('should increment when the timeout of a reconcile is hit, and not when it ends earlier', async () => {
  let took = 1_000;
  const answer: Answer = (_request, { signal }) =>
    environment.clock.sleep(took, { signal }).then(() => undefined);
  const world = setUp(answer, { reconciliationTimeoutMs: 500 });
  const { environment, controller } = world;
  await world.manager.start();
  controller.queue.add(key);
  await environment.advance(500);
  const timeouts = () => counted(controller, 'controller_runtime_reconcile_timeouts_total').replicaset;
  expect(timeouts()).toBe(1);
  took = 100;
  await environment.advance(1_000);
  expect([timeouts(), outcomes(controller)]).toEqual([1, expect.objectContaining({ error: 1, success: 1 })]);
});

test('should error when cache sync timeout occurs', async () => {
  const { environment, api, manager } = setUp(nothing, { cacheSyncTimeoutMs: 10 });
  const run = manager.run(new AbortController().signal).catch((error: Error) => error.message);
  await environment.settle();
  api.intercept = () => statusError(403, 'Forbidden', 'no');
  controllerManagedBy(manager)
    .for(nodes)
    .withOptions({ cacheSyncTimeoutMs: 500 })
    .complete({ reconcile: nothing });
  await environment.advance(500);
  expect(await run).toBe('failed to wait for node caches to sync: timed out waiting for cache to be synced');
});

test('should not error when it is told to stop while its sources are not synced', async () => {
  const { environment, api, manager } = setUp(nothing);
  await manager.start();
  api.intercept = () => statusError(403, 'Forbidden', 'no');
  controllerManagedBy(manager).for(nodes).complete({ reconcile: nothing });
  await environment.settle();
  await manager.stop();
  await environment.advance(150_000);
  expect(environment.failures).toEqual([]);
});

test('should return an error if it gets started more than once', async () => {
  const { manager, controller } = setUp(nothing);
  await manager.start();
  await expect(controller.run(new AbortController().signal)).rejects.toThrow(
    'controller was started more than once',
  );
});

test('a reconciler logs under its controller and request, and so is what fails', async () => {
  const lines: string[] = [];
  const { clock } = createManualEnvironment();
  const logger = jsonLogger({ clock, write: (line) => void lines.push(line) });
  const { environment, manager, controller } = setUp(
    async (_request, { log }) => {
      log.info({ n: 1 }, 'looks');
      throw new TerminalError('no');
    },
    { logger },
  );
  await manager.start();
  controller.queue.add(key);
  await environment.settle();
  const told = {
    controller: 'replicaset',
    namespace: 'default',
    name: 'web',
    reconcileID: expect.any(Number),
  };
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 30, msg: 'Starting Controller' },
    { level: 30, 'worker count': 1, msg: 'Starting workers' },
    { ...told, level: 30, n: 1, msg: 'looks' },
    { ...told, level: 50, err: { message: 'terminal error: no' }, msg: 'Reconciler error' },
  ]);
});
