import { expect, test } from 'vitest';
import type { V1LeaseSpec } from '../../api/index.ts';
import type { ApiRequest } from '../../apimachinery/index.ts';
import { createClient } from '../create-client.ts';
import { createEventRecorder } from '../event-recorder.ts';
import { FakeApi, statusError } from '../testing/fake-api.ts';
import { createManualEnvironment, type ManualEnvironment } from '../testing/manual-environment.ts';
import { TransportError } from '../transport-error.ts';
import { LeaderElector, type LeaderElectorOptions } from './leader-elector.ts';
import { leaseLock } from './resource-lock.ts';

const never = new AbortController().signal;

function candidate(
  environment: ManualEnvironment,
  api: FakeApi,
  identity: string,
  options: Partial<LeaderElectorOptions> = {},
) {
  const said: string[] = [];
  const client = createClient(api, { userAgent: identity });
  const recorder = createEventRecorder(environment, client, { component: identity });
  const elector = new LeaderElector(environment, {
    lock: leaseLock(client, { namespace: 'foo', name: 'bar', identity, recorder }),
    onStartedLeading: (signal) => {
      said.push('started');
      signal.addEventListener('abort', () => said.push('aborted'));
    },
    onStoppedLeading: () => said.push('stopped'),
    onNewLeader: (leader) => said.push(`new leader ${leader}`),
    ...options,
  });
  const stop = new AbortController();
  const start = () => {
    environment.spawn(identity, () => elector.run(stop.signal));
    return environment.settle();
  };
  return { elector, said, start, stop: () => stop.abort() };
}

function putLease(api: FakeApi, spec: V1LeaseSpec, metadata: object = {}) {
  return api.put('leases', { metadata: { namespace: 'foo', name: 'bar', ...metadata }, spec });
}

function leaseOf(api: FakeApi): V1LeaseSpec {
  return (api.objects('leases')[0]?.spec ?? {}) as V1LeaseSpec;
}

/** What was done to the lease, in order. */
function operations({ calls }: FakeApi): string[] {
  const verbs: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PUT: 'update' };
  return calls.filter(({ path }) => path.includes('/leases')).map(({ method }) => verbs[method] ?? method);
}

const conflict = statusError(409, 'Conflict', 'fake conflict');
const isUpdate = ({ method }: Pick<ApiRequest, 'method'>) => method === 'PUT';

interface Attempt {
  readonly found?: V1LeaseSpec;
  /** It had been seen so already, so long before. */
  readonly seenMs?: number;
  readonly succeeds: boolean;
  readonly leader: string;
  readonly transitions: number;
  readonly does: readonly string[];
}

const led = { holderIdentity: 'bing', leaseDurationSeconds: 10 };
const attempts: readonly [string, Attempt][] = [
  ['without a lock', { succeeds: true, leader: 'baz', transitions: 0, does: ['get', 'create'] }],
  ['of an empty lock', { found: {}, succeeds: true, leader: 'baz', transitions: 1, does: ['get', 'update'] }],
  [
    'of a lock that was led, just seen',
    { found: led, succeeds: false, leader: 'bing', transitions: 0, does: ['get'] },
  ],
  [
    'of a lock that was led, seen long ago',
    {
      found: led,
      seenMs: 10_001,
      succeeds: true,
      leader: 'baz',
      transitions: 1,
      does: ['get', 'get', 'update'],
    },
  ],
  [
    'of a lock that is led, seen not long ago',
    { found: led, seenMs: 9_999, succeeds: false, leader: 'bing', transitions: 0, does: ['get', 'get'] },
  ],
  [
    'of a lock that was released, just seen',
    {
      found: { holderIdentity: '', leaseDurationSeconds: 1 },
      succeeds: true,
      leader: 'baz',
      transitions: 1,
      does: ['get', 'update'],
    },
  ],
  [
    'of its own lock',
    {
      found: { holderIdentity: 'baz', leaseDurationSeconds: 10 },
      succeeds: true,
      leader: 'baz',
      transitions: 0,
      does: ['get', 'update'],
    },
  ],
];

test.each(attempts)(
  'an attempt %s',
  async (_name, { found, seenMs, succeeds, leader, transitions, does }) => {
    const environment = createManualEnvironment();
    const api = new FakeApi();
    if (found !== undefined) putLease(api, found);
    const { elector } = candidate(environment, api, 'baz', { leaseDurationMs: 15_000 });
    if (seenMs !== undefined) {
      expect(await elector.tryAcquireOrRenew(never)).toBe(false);
      await environment.advance(seenMs);
    }
    expect(await elector.tryAcquireOrRenew(never)).toBe(succeeds);
    expect(elector.leader).toBe(leader);
    expect(leaseOf(api).leaseTransitions ?? 0).toBe(transitions);
    expect(operations(api)).toEqual(does);
  },
);

test('a leader renews what it last saw, keeping since when it leads', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start } = candidate(environment, api, 'baz');
  await start();
  const { acquireTime } = leaseOf(api);
  await environment.advance(2_000);
  expect(operations(api)).toEqual(['get', 'create', 'update', 'update']);
  expect(leaseOf(api)).toEqual({
    holderIdentity: 'baz',
    leaseDurationSeconds: 15,
    acquireTime,
    renewTime: '2023-11-14T22:13:22.000000Z',
    leaseTransitions: 0,
  });
});

test('a leader whose lock was written by somebody else reads it, and renews it', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const slow: string[] = [];
  const metrics = {
    leaderOn: () => {},
    leaderOff: () => {},
    slowpathExercised: (name: string) => slow.push(name),
  };
  const { start } = candidate(environment, api, 'baz', { metrics });
  await start();
  putLease(api, leaseOf(api), { labels: { touched: 'yes' } });
  await environment.advance(4_000);
  expect(operations(api)).toEqual(['get', 'create', 'update', 'update', 'get', 'update', 'update']);
  expect(api.objects('leases')[0]?.metadata?.labels).toEqual({ touched: 'yes' });
  expect(slow).toEqual(['foo/bar']);
});

// kubernetes#23731, #67651: who led before went on while another led already.
test('a leader that cannot renew for ten seconds leads no more, and another takes the lock', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const first = candidate(environment, api, 'first');
  const second = candidate(environment, api, 'second');
  await first.start();
  await second.start();
  await environment.advance(60_000);
  expect([first.said, second.said]).toEqual([['new leader first', 'started'], ['new leader first']]);
  api.intercept = ({ headers }) =>
    headers?.['user-agent'] === 'first' ? new TransportError('cut off', { definite: true }) : undefined;
  await environment.advance(12_000);
  expect(first.said.slice(2)).toEqual(['aborted', 'stopped']);
  expect(second.said).toEqual(['new leader first']);
  await environment.advance(10_000);
  expect(second.said).toEqual(['new leader first', 'new leader second', 'started']);
  expect(leaseOf(api)).toMatchObject({ holderIdentity: 'second', leaseTransitions: 1 });
});

test('an answer that never comes is no renewal', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, said } = candidate(environment, api, 'baz');
  await start();
  api.request = () => new Promise(() => {});
  await environment.advance(12_000);
  expect(said).toEqual(['new leader baz', 'started', 'aborted', 'stopped']);
});

/** Requests that `holds` picks wait until they are let go. */
function hold(api: FakeApi, holds: (call: Pick<ApiRequest, 'method'>) => boolean) {
  const answer = api.request.bind(api);
  const waiting: (() => void)[] = [];
  api.request = async (call) => {
    if (holds(call)) await new Promise<void>((resolve) => waiting.push(resolve));
    return answer(call);
  };
  return () => {
    api.request = answer;
    for (const go of waiting.splice(0)) go();
  };
}

test('one request without an answer is not the end of a leader', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, said } = candidate(environment, api, 'baz');
  await start();
  const answer = api.request.bind(api);
  api.request = (call) => {
    api.request = answer;
    return isUpdate(call) ? new Promise(() => {}) : answer(call);
  };
  await environment.advance(60_000);
  expect(said).toEqual(['new leader baz', 'started']);
});

test('a candidate that is stopped while it asks takes no lock afterwards', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, stop } = candidate(environment, api, 'baz');
  const letGo = hold(api, ({ method }) => method === 'GET');
  await start();
  stop();
  letGo();
  await environment.settle();
  expect(operations(api)).toEqual(['get']);
  expect(api.objects('leases')).toEqual([]);
});

test('a renewal under way does not take back a lock that was released', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, stop } = candidate(environment, api, 'baz', { releaseOnCancel: true });
  await start();
  let renewals = 1;
  const letGo = hold(api, (call) => isUpdate(call) && renewals-- > 0);
  await environment.advance(2_000);
  stop();
  await environment.settle();
  letGo();
  await environment.settle();
  expect(leaseOf(api).holderIdentity).toBe('');
});

test('a release that is not answered is given up after the time of a renewal', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, stop, said } = candidate(environment, api, 'baz', { releaseOnCancel: true });
  await start();
  api.request = () => new Promise(() => {});
  stop();
  await environment.advance(9_999);
  expect(said).toEqual(['new leader baz', 'started']);
  await environment.advance(1);
  expect(said).toEqual(['new leader baz', 'started', 'aborted', 'stopped']);
});

// kubernetes#125761: a clock that jumped made two leaders.
test.each(['2000-01-01T00:00:00.000000Z', '2100-01-01T00:00:00.000000Z'])(
  'what clock another candidate has does not count (%s)',
  async (renewTime) => {
    const environment = createManualEnvironment();
    const api = new FakeApi();
    const { start, elector } = candidate(environment, api, 'baz');
    putLease(api, { holderIdentity: 'bing', leaseDurationSeconds: 15, renewTime });
    await start();
    await environment.advance(14_999);
    expect(elector.leader).toBe('bing');
    await environment.advance(4_400);
    expect(elector.leader).toBe('baz');
  },
);

test('candidates wait 2 to 4.4 seconds, at random', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  putLease(api, { holderIdentity: 'bing', leaseDurationSeconds: 3600 });
  const { start } = candidate(environment, api, 'baz');
  await start();
  const waits = [];
  for (let index = 0; index < 50; index++) {
    const [waitMs = 0] = environment.pendingMs();
    waits.push(waitMs);
    await environment.advance(waitMs);
  }
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(2_000);
  expect(Math.max(...waits)).toBeLessThan(4_400);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(1_500);
  expect(environment.pendingMs('foreground')).toEqual([]);
});

test.each([
  [true, { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 0 }, ['new leader ']],
  [false, { holderIdentity: 'baz', leaseDurationSeconds: 15 }, []],
])(
  'a leader that is stopped releases its lock if it is told to (%s)',
  async (releaseOnCancel, lease, news) => {
    const environment = createManualEnvironment();
    const api = new FakeApi();
    const { start, stop, said, elector } = candidate(environment, api, 'baz', { releaseOnCancel });
    await start();
    stop();
    await environment.settle();
    expect(leaseOf(api)).toMatchObject(lease);
    expect(elector.isLeader).toBe(!releaseOnCancel);
    expect(said.sort()).toEqual(['aborted', 'new leader baz', 'started', 'stopped', ...news].sort());
    const notes = api.objects('events').map((event) => ('message' in event ? event.message : ''));
    expect(notes).toEqual(['baz became leader', 'baz stopped leading']);
  },
);

test('a release reads the lock first, and again after a conflict', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, stop } = candidate(environment, api, 'baz', { releaseOnCancel: true });
  await start();
  let conflicts = 1;
  api.intercept = (call) => (isUpdate(call) && conflicts-- > 0 ? conflict : undefined);
  stop();
  await environment.settle();
  expect(operations(api).slice(3)).toEqual(['get', 'update', 'get', 'update']);
  expect(leaseOf(api).holderIdentity).toBe('');
});

test('a lock that another has taken meanwhile is left to it', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, stop } = candidate(environment, api, 'baz', { releaseOnCancel: true });
  await start();
  putLease(api, { holderIdentity: 'bing' });
  stop();
  await environment.settle();
  expect(leaseOf(api)).toEqual({ holderIdentity: 'bing' });
});

test('a candidate that is stopped before it leads has stopped, and never started', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  putLease(api, { holderIdentity: 'bing', leaseDurationSeconds: 3600 });
  const { start, stop, said } = candidate(environment, api, 'baz');
  await start();
  stop();
  await environment.settle();
  expect(said).toEqual(['new leader bing', 'stopped']);
  expect(environment.pendingMs()).toEqual([]);
});

test('a crash calls nobody, and releases nothing', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { start, said } = candidate(environment, api, 'baz', { releaseOnCancel: true });
  await start();
  environment.revoke();
  await environment.settle();
  expect(said.includes('stopped')).toBe(false);
  expect(leaseOf(api).holderIdentity).toBe('baz');
  expect(environment.failures).toEqual([]);
});

test('who leads without having renewed for too long is unwell; who does not lead is well', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const { elector } = candidate(environment, api, 'baz');
  const { elector: other } = candidate(environment, api, 'bing', { name: 'other' });
  await elector.tryAcquireOrRenew(never);
  await other.tryAcquireOrRenew(never);
  await environment.advance(25_000);
  expect(elector.check(10_000)).toBeUndefined();
  await environment.advance(1);
  expect(elector.check(10_000)?.message).toBe('failed election to renew leadership on lease foo/bar');
  expect(other.check(0)).toBeUndefined();
});

test.each([
  [{ leaseDurationMs: 10_000 }, 'leaseDuration must be greater than renewDeadline'],
  [{ renewDeadlineMs: 2_400 }, 'renewDeadline must be greater than retryPeriod*JitterFactor'],
  [{ retryPeriodMs: 0 }, 'retryPeriod must be greater than zero'],
])('times that do not fit together are refused: %j', (times, message) => {
  expect(() => candidate(createManualEnvironment(), new FakeApi(), 'baz', times)).toThrow(message);
});

test('a candidate without an identity is refused', () => {
  expect(() => candidate(createManualEnvironment(), new FakeApi(), '')).toThrow('Lock identity is empty');
});

test('a mistake in a program ends the election', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  api.intercept = () => new TypeError('a mistake');
  await candidate(environment, api, 'baz').start();
  expect(environment.failures).toMatchObject([{ message: 'a mistake' }]);
});
