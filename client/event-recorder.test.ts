import { expect, test } from 'vitest';
import type { CoreV1Event } from '../api/index.ts';
import type { Transport } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { createEventRecorder, type EventRecorderOptions } from './event-recorder.ts';
import { FakeApi, statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { TransportError } from './transport-error.ts';

const web = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: '7' },
};

function setUp(options: Partial<EventRecorderOptions> = {}) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const recorder = createEventRecorder(environment, client, {
    component: 'replicaset-controller',
    ...options,
  });
  const events = () => api.objects('events') as unknown as CoreV1Event[];
  return { environment, api, recorder, events };
}

test('an event says what happened to which object, and who saw it', async () => {
  const { environment, api, recorder, events } = setUp();
  recorder.event(web, 'Normal', 'SuccessfulCreate', 'Created pod: web-1', { record: 42 });
  expect(api.calls).toHaveLength(0);
  await environment.settle();
  expect(events()[0]).toMatchObject({
    metadata: { namespace: 'shop', name: expect.stringMatching(/^web\.[0-9a-f]{16}$/) },
    involvedObject: {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'web',
      uid: 'u1',
      resourceVersion: '7',
    },
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: 'Created pod: web-1',
    source: { component: 'replicaset-controller' },
    count: 1,
    firstTimestamp: '2023-11-14T22:13:20Z',
    lastTimestamp: '2023-11-14T22:13:20Z',
  });
  expect(api.calls[0]?.cause).toEqual({ record: 42 });
});

test('what happens once has a time instead of a count', async () => {
  const { environment, api, recorder, events } = setUp();
  recorder.eventOnce(web, 'Normal', 'Scheduled', 'Binding', 'Successfully assigned', { record: 42 });
  await environment.settle();
  const [event] = events();
  expect(event).toMatchObject({
    reason: 'Scheduled',
    action: 'Binding',
    eventTime: '2023-11-14T22:13:20.000000Z',
    reportingComponent: 'replicaset-controller',
    reportingInstance: 'replicaset-controller',
  });
  for (const field of ['count', 'firstTimestamp', 'lastTimestamp', 'source']) {
    expect(event).not.toHaveProperty(field);
  }
  expect(api.calls[0]?.cause).toEqual({ record: 42 });
});

test('what happens again is a series, whose count is written when it is over', async () => {
  const { environment, api, recorder, events } = setUp();
  for (let count = 1; count <= 4; count++) {
    recorder.eventOnce(web, 'Warning', 'FailedScheduling', 'Scheduling', `attempt ${count}`);
    await environment.advance(1_000);
  }
  const lastObservedTime = (second: number) => `2023-11-14T22:13:2${second}.000000Z`;
  expect(events()).toMatchObject([
    { message: 'attempt 1', series: { count: 2, lastObservedTime: lastObservedTime(1) } },
  ]);
  await environment.advance(12 * 60_000);
  expect(events()).toMatchObject([
    { message: 'attempt 1', series: { count: 4, lastObservedTime: lastObservedTime(3) } },
  ]);
  expect(api.calls.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
  expect(environment.pendingMs()).toEqual([]);
});

test('a series whose event has gone is created with its count', async () => {
  const { environment, api, recorder, events } = setUp();
  recorder.eventOnce(web, 'Warning', 'FailedScheduling', 'Scheduling', 'none');
  await environment.settle();
  api.remove('events', `shop/${events()[0]?.metadata.name}`);
  recorder.eventOnce(web, 'Warning', 'FailedScheduling', 'Scheduling', 'none');
  await environment.settle();
  expect(events()).toMatchObject([{ series: { count: 2 } }]);
});

test('an event may be related to another object', async () => {
  const { environment, recorder, events } = setUp();
  const by = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'big' };
  recorder.eventOnce(web, 'Normal', 'Preempted', 'Preempting', 'Preempted', undefined, by);
  await environment.settle();
  expect(events()[0]?.related).toEqual(by);
});

test('the same event again is one patch that counts', async () => {
  const { environment, api, recorder, events } = setUp();
  recorder.event(web, 'Normal', 'SuccessfulCreate', 'Created pod: web-1');
  recorder.event(web, 'Normal', 'SuccessfulCreate', 'Created pod: web-1');
  await environment.advance(5_000);
  recorder.event(web, 'Normal', 'SuccessfulCreate', 'Created pod: web-1');
  await environment.settle();
  expect(api.calls.map((call) => call.method)).toEqual(['POST', 'PATCH', 'PATCH']);
  expect(events()).toHaveLength(1);
  expect(events()[0]).toMatchObject({ count: 3, lastTimestamp: '2023-11-14T22:13:25Z' });
});

test('an event that has expired on the server is created again, with its count', async () => {
  const { environment, api, recorder, events } = setUp();
  recorder.event(web, 'Normal', 'Scaled', 'up');
  await environment.settle();
  api.remove('events', `shop/${events()[0]?.metadata.name}`);
  recorder.event(web, 'Normal', 'Scaled', 'up');
  await environment.settle();
  expect(events()[0]).toMatchObject({ count: 2 });
});

test('events of cluster-scoped objects are in the default namespace', async () => {
  const { environment, recorder, events } = setUp();
  recorder.event({ kind: 'Node', name: 'node-1', uid: 'n' }, 'Normal', 'Starting', 'Starting kubelet.');
  await environment.settle();
  expect(events()[0]?.metadata.namespace).toBe('default');
});

test('a server that does not answer is tried again after a while; what it refuses is given up', async () => {
  const { environment, api, recorder, events } = setUp();
  let faults: Error[] = [new TransportError('refused', { definite: true })];
  api.intercept = () => faults.shift() as TransportError | undefined;
  recorder.event(web, 'Normal', 'Scaled', 'up');
  recorder.event(web, 'Normal', 'Scaled', 'down');
  await environment.settle();
  expect(events()).toHaveLength(0);
  await environment.advance(10_000);
  expect(events().map((event) => event.message)).toEqual(['up', 'down']);
  faults = [statusError(403, 'Forbidden', 'namespace is being terminated')];
  recorder.event(web, 'Normal', 'Scaled', 'again');
  await environment.advance(60_000);
  expect(events()).toHaveLength(2);
  expect(environment.records.map((record) => record.kind)).toEqual(['event-dropped']);
});

test('events are written one at a time, those of other objects too', async () => {
  const { environment, api } = setUp();
  let sent = 0;
  const answers: (() => void)[] = [];
  const slow: Transport = {
    request(request) {
      sent += 1;
      return new Promise((resolve) => answers.push(() => resolve(api.request(request))));
    },
  };
  const client = createClient(slow, { userAgent: 'test' });
  const recorder = createEventRecorder(environment, client, { component: 'kubelet' });
  for (const name of ['a', 'b', 'c']) recorder.event({ ...web, metadata: { name } }, 'Normal', 'R', 'm');
  for (const written of [1, 2, 3]) {
    await environment.settle();
    expect(sent).toBe(written);
    answers.shift()?.();
  }
});

test('when nothing can be written at most ten thousand events wait, and each is given up in its turn', async () => {
  const { environment, api, recorder } = setUp();
  api.intercept = () => new TransportError('refused', { definite: true });
  for (let i = 0; i < 10_010; i++)
    recorder.event({ ...web, metadata: { name: `web-${i}` } }, 'Normal', 'R', 'm');
  await environment.settle();
  expect(environment.records).toHaveLength(10);
  await environment.advance(12 * 10_000);
  expect(environment.records).toHaveLength(11);
  expect(environment.failures).toEqual([]);
});

test('who reports from a node says from which', async () => {
  const { environment, recorder, events } = setUp({ component: 'kubelet', host: 'node-1' });
  recorder.event(web, 'Normal', 'Pulled', 'm');
  recorder.eventOnce(web, 'Normal', 'Pulled', 'Pulling', 'n');
  await environment.settle();
  expect(events()[0]).toMatchObject({
    source: { component: 'kubelet', host: 'node-1' },
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
  });
  expect(events()[1]).toMatchObject({ reportingComponent: 'kubelet', reportingInstance: 'node-1' });
});

test('who reports from nowhere names no host', async () => {
  const { environment, recorder, events } = setUp();
  recorder.event(web, 'Normal', 'R', 'm');
  await environment.settle();
  expect(events()[0]?.source).toEqual({ component: 'replicaset-controller' });
  expect(events()[0]).toMatchObject({ reportingInstance: '' });
});

test('an object is referred to by what it has, a part of it by its path', async () => {
  const { environment, recorder, events } = setUp();
  recorder.event({ kind: 'Node', metadata: { name: 'node-1' } }, 'Normal', 'R', 'm');
  const part = { kind: 'Pod', namespace: 'shop', name: 'web', fieldPath: 'spec.containers{app}' };
  recorder.event(part, 'Normal', 'R', 'm');
  await environment.settle();
  expect(events().map((event) => event.involvedObject)).toEqual([{ kind: 'Node', name: 'node-1' }, part]);
  expect(events().map((event) => event.metadata.namespace)).toEqual(['default', 'shop']);
});

test.each([{ metadata: { name: 'web' } }, { kind: '', metadata: { name: 'web' } }])(
  'an object that does not say its kind is a mistake: %j',
  (object) => {
    const { recorder } = setUp();
    expect(() => recorder.event(object, 'Normal', 'R', 'm')).toThrow('an object that says its kind (web)');
    expect(() => recorder.event({ kind: '', metadata: {} }, 'Normal', 'R', 'm')).toThrow('kind ()');
  },
);

test('events of one millisecond have names of their own, in the order they were told', async () => {
  const { environment, recorder, events } = setUp();
  for (let i = 0; i < 20; i++) recorder.event(web, 'Normal', `R${i}`, 'm');
  await environment.settle();
  const names = events().map((event) => event.metadata.name ?? '');
  expect(new Set(names).size).toBe(20);
  expect(names).toEqual(names.toSorted());
});

test('a name tells the time: later ones are greater, by nanoseconds', async () => {
  const { environment, recorder, events } = setUp();
  const startMs = environment.clock.now();
  for (let i = 0; i < 5; i++) {
    recorder.event(web, 'Normal', `R${i}`, 'm');
    await environment.advance(1);
  }
  const nanos = events().map((event) => BigInt(`0x${event.metadata.name?.split('.')[1]}`));
  for (const [i, at] of nanos.entries()) {
    expect(at / 1_000_000n).toBe(BigInt(startMs + i));
  }
});

test.each(['web', 'web.a-b.1', 'a'.repeat(200)])("the name %s is kept in the event's", async (name) => {
  const { environment, recorder, events } = setUp();
  recorder.event({ ...web, metadata: { name, namespace: 'shop' } }, 'Normal', 'R', 'm');
  await environment.settle();
  expect(events()[0]?.metadata.name?.startsWith(`${name}.`)).toBe(true);
});

test.each(['Upper', 'a..b', 'system:node', '-a', 'a'.repeat(253)])(
  "the name %s cannot be kept in the event's, which has a uid instead",
  async (name) => {
    const { environment, recorder, events } = setUp();
    recorder.event({ ...web, metadata: { name, namespace: 'shop' } }, 'Normal', 'R', 'm');
    await environment.settle();
    expect(events()[0]?.metadata.name).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9a-f]{16}$/);
    expect(events()[0]?.involvedObject.name).toBe(name);
  },
);

test('a count that the server refuses is given up, not created again', async () => {
  const { environment, api, recorder, events } = setUp();
  recorder.event(web, 'Normal', 'Scaled', 'up');
  await environment.settle();
  api.intercept = () => statusError(409, 'Conflict', 'modified');
  recorder.event(web, 'Normal', 'Scaled', 'up');
  await environment.advance(60_000);
  expect(api.calls.map((call) => call.method)).toEqual(['POST', 'PATCH']);
  expect(events()).toHaveLength(1);
  expect(environment.records.map((record) => record.fields)).toEqual([
    { object: 'ReplicaSet shop/web', reason: 'Scaled', why: 'modified' },
  ]);
});

test('an event is tried twelve times, at most ten seconds apart, the second time at random', async () => {
  const second = new Set<number>();
  for (const seed of [1, 2, 3]) {
    const environment = createManualEnvironment(seed);
    const atMs: number[] = [];
    const client = createClient(
      {
        request: () => {
          atMs.push(environment.clock.now() - startMs);
          return Promise.reject(new TransportError('refused', { definite: true }));
        },
      },
      { userAgent: 'test' },
    );
    const startMs = environment.clock.now();
    createEventRecorder(environment, client, { component: 'test' }).event(web, 'Normal', 'R', 'm');
    await environment.advance(300_000);
    expect(atMs).toHaveLength(12);
    const [, drawnMs = 0, ...rest] = atMs;
    expect(drawnMs).toBeLessThanOrEqual(10_000);
    expect(rest).toEqual(Array.from({ length: 10 }, (_, i) => drawnMs + 10_000 * (i + 1)));
    second.add(drawnMs);
    expect(environment.records).toMatchObject([{ fields: { why: 'the server cannot be reached' } }]);
  }
  expect(second.size).toBe(3);
});

test('after its environment a recorder neither writes nor fails', async () => {
  const { environment, api, recorder } = setUp();
  recorder.event(web, 'Normal', 'R', 'first');
  recorder.event(web, 'Normal', 'R', 'second');
  api.intercept = () => {
    environment.revoke();
    return new TransportError('refused', { definite: true });
  };
  await environment.settle();
  recorder.event(web, 'Normal', 'R', 'third');
  recorder.eventOnce(web, 'Normal', 'R', 'Doing', 'fourth');
  await environment.advance(60_000);
  expect(api.calls).toHaveLength(1);
  expect(environment.failures).toEqual([]);
  expect(environment.pendingMs()).toEqual([]);
  expect(environment.records).toEqual([]);
});

test('a mistake of a program is not taken for a server that is away', async () => {
  const { environment, api, recorder } = setUp();
  const mistake = new TypeError('no such field');
  api.intercept = () => mistake;
  recorder.event(web, 'Normal', 'R', 'm');
  await environment.settle();
  expect(environment.failures).toEqual([mistake]);
});

test('a recorder that has written all there was goes on with what comes later', async () => {
  const { environment, recorder, events } = setUp();
  for (const message of ['one', 'two']) {
    recorder.event(web, 'Normal', 'R', message);
    await environment.settle();
  }
  expect(events().map((event) => event.message)).toEqual(['one', 'two']);
});

test('what the spam filter drops is neither written nor told as dropped', async () => {
  const { environment, recorder, events } = setUp({ burst: 2 });
  for (const message of ['one', 'two', 'three']) recorder.event(web, 'Normal', 'R', message);
  await environment.settle();
  expect(events().map((event) => event.message)).toEqual(['one', 'two']);
  expect(environment.failures).toEqual([]);
  expect(environment.records).toEqual([]);
});
