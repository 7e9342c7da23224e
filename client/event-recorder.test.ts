import { expect, test } from 'vitest';
import type { CoreV1Event } from '../api/index.ts';
import type { Transport } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { createEventRecorder } from './event-recorder.ts';
import { FakeApi, statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { TransportError } from './transport-error.ts';

const web = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: '7' },
};

function setUp() {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const recorder = createEventRecorder(environment, client, { component: 'replicaset-controller' });
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
