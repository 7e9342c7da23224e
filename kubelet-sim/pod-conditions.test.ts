import { expect, test } from 'vitest';
import type { V1ContainerStatus, V1Pod } from '../api/index.ts';
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
