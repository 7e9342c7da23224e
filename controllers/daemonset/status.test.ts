import { expect, it } from 'vitest';
import type { V1DaemonSetStatus } from '../../api/index.ts';
import { daemonSetStatus } from './status.ts';
import { nodeOf, viewOf } from './testing/views.ts';

const view = viewOf(
  { a: ['new+'], b: ['old+', 'new-'], c: ['new-'], d: [], e: ['old+'], gone: ['new+'] },
  { minReadySeconds: 30 },
  [...'abcd'].map((name) => nodeOf(name)).concat(nodeOf('e', [{ key: 'k', effect: 'NoSchedule' }])),
);
const counted: V1DaemonSetStatus = {
  desiredNumberScheduled: 4,
  currentNumberScheduled: 3,
  numberMisscheduled: 1,
  numberReady: 2,
  numberAvailable: 2,
  numberUnavailable: 2,
  updatedNumberScheduled: 2,
};
const withStatus = (status: V1DaemonSetStatus | undefined, generation = 3) => {
  const { status: _, ...daemonSet } = view.daemonSet;
  const metadata = { ...daemonSet.metadata, generation };
  return { ...view, daemonSet: { ...daemonSet, metadata, ...(status && { status }) } };
};

it('nodes are counted, each by its oldest pod', () => {
  expect(daemonSetStatus(withStatus(undefined), true)).toEqual({ ...counted, observedGeneration: 3 });
});

it('counts of zero are left out where Kubernetes leaves them out', () => {
  expect(daemonSetStatus(viewOf({}), true)).toEqual({
    desiredNumberScheduled: 0,
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  });
});

it('ready is not yet available', () => {
  const waiting = {
    ...view.daemonSet,
    spec: { ...view.daemonSet.spec, minReadySeconds: 61 },
  } as typeof view.daemonSet;
  expect(daemonSetStatus({ ...view, daemonSet: waiting }, true)).toMatchObject({
    numberReady: 2,
    numberUnavailable: 4,
  });
});

it('the generation is told only where pods were looked after', () => {
  expect(daemonSetStatus(withStatus({ ...counted, observedGeneration: 2, numberReady: 0 }), false)).toEqual({
    ...counted,
    observedGeneration: 2,
  });
});

it('what is not counted stays', () => {
  const conditions = [{ type: 'Custom', status: 'True' }];
  const status = daemonSetStatus(withStatus({ ...counted, collisionCount: 2, conditions }), true);
  expect(status).toEqual({ ...counted, observedGeneration: 3, collisionCount: 2, conditions });
});

it.each([true, false])('nothing new is the very status there is', (observed) => {
  const status = { ...counted, observedGeneration: 3 };
  expect(daemonSetStatus(withStatus(status), observed)).toBe(status);
});

it.each(Object.keys(counted))('a change of %s alone is told', (field) => {
  const status = { ...counted, observedGeneration: 3, [field]: 9 };
  expect(daemonSetStatus(withStatus(status), true)).toEqual({ ...counted, observedGeneration: 3 });
});
