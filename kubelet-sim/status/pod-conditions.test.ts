import { expect, test } from 'vitest';
import type { V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { podVerdicts } from './pod-conditions.ts';

const spec = {
  initContainers: [{ name: 'init' }, { name: 'proxy', restartPolicy: 'Always' }],
  containers: [{ name: 'web' }],
};
const pod: V1Pod = { spec };

const statusOf = (name: string, more: Partial<V1ContainerStatus> = {}): V1ContainerStatus => ({
  ...{ name, image: 'i', imageID: '', ready: false, restartCount: 0, started: false },
  state: { waiting: {} },
  lastState: {},
  ...more,
});
const web = statusOf('web');
const started = { started: true, state: { running: {} } };

/** What the init containers and the main one are like, and which of the former are said to be incomplete. */
const cases: readonly (readonly [readonly V1ContainerStatus[], V1ContainerStatus, string | undefined])[] = [
  [[statusOf('init'), statusOf('proxy')], web, 'init proxy'],
  [[statusOf('init', started), statusOf('proxy')], web, 'init proxy'],
  [[statusOf('init', { ready: true }), statusOf('proxy')], web, 'proxy'],
  [[statusOf('init', { ready: true }), statusOf('proxy', started)], web, undefined],
  [[statusOf('init'), statusOf('proxy', started)], web, 'init'],
  // A main container that has begun says that they were done.
  [[statusOf('init'), statusOf('proxy')], statusOf('web', started), undefined],
  [
    [statusOf('init'), statusOf('proxy')],
    statusOf('web', { lastState: { terminated: { exitCode: 1 } } }),
    undefined,
  ],
  [[], web, undefined],
];

test.each(cases)('of %j with %j incomplete are: %s', (initStatuses, main, incomplete) => {
  const facts = { pod, phase: 'Pending', sandbox: true, initStatuses, statuses: [main] };
  const initialized = podVerdicts(facts).find(({ type }) => type === 'Initialized');
  expect(initialized).toEqual(
    incomplete === undefined
      ? { type: 'Initialized', status: 'True' }
      : {
          type: 'Initialized',
          status: 'False',
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: [${incomplete}]`,
        },
  );
});

const said = (facts: Partial<Parameters<typeof podVerdicts>[0]>, type: string) =>
  podVerdicts({ pod, phase: 'Running', sandbox: true, initStatuses: [], statuses: [web], ...facts }).find(
    (verdict) => verdict.type === type,
  );
const ready = statusOf('web', { ready: true });

test('containers are ready when the main ones and the sidecars are', () => {
  const inits = [statusOf('init'), statusOf('proxy', { ready: true })];
  expect(said({ initStatuses: inits, statuses: [ready] }, 'ContainersReady')?.status).toBe('True');
  const unready = [statusOf('init'), statusOf('proxy')];
  expect(said({ initStatuses: unready }, 'ContainersReady')).toEqual({
    type: 'ContainersReady',
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [proxy web]',
  });
  for (const [phase, reason] of [
    ['Succeeded', 'PodCompleted'],
    ['Failed', 'PodFailed'],
  ] as const) {
    const facts = { phase, initStatuses: unready, statuses: [ready] };
    for (const type of ['ContainersReady', 'Ready']) {
      expect(said(facts, type)).toEqual({ type, status: 'False', reason });
    }
  }
  expect(said({ phase: 'Succeeded', initStatuses: unready }, 'Initialized')).toEqual({
    type: 'Initialized',
    status: 'True',
    reason: 'PodCompleted',
  });
});

test('a pod whose containers are ready is ready when all its gates are True', () => {
  const readinessGates = [{ conditionType: 'a' }, { conditionType: 'b' }];
  const readyOf = (statuses: Readonly<Record<string, string>>) => {
    const conditions = Object.entries(statuses).map(([type, status]) => ({ type, status }));
    return said(
      { pod: { spec: { ...spec, readinessGates }, status: { conditions } }, statuses: [ready] },
      'Ready',
    );
  };
  expect(readyOf({ a: 'True', b: 'True' })).toEqual({ type: 'Ready', status: 'True' });
  expect(readyOf({ a: 'Unknown', c: 'True' })).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message:
      'the status of pod readiness gate "a" is not "True", but Unknown, corresponding condition of pod readiness gate "b" does not exist.',
  });
});

test('what is not said of every pod', () => {
  for (const type of ['AllContainersRestarting', 'PodResizePending']) expect(said({}, type)).toBeUndefined();
  expect(said({ restarting: true }, 'AllContainersRestarting')?.status).toBe('True');
  expect(said({ restarting: false }, 'AllContainersRestarting')?.status).toBe('False');
  expect(said({ sandbox: false }, 'PodReadyToStartContainers')?.status).toBe('False');
});
