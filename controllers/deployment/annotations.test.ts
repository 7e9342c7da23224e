import { describe, expect, it } from 'vitest';
import type { V1Deployment } from '../../api/index.ts';
import {
  type Annotations,
  countInAnnotation,
  maxRevision,
  newReplicaSetAnnotations,
  revisionAnnotation,
  revisionHistoryAnnotation,
  revisionOf,
  withReplicasAnnotations,
} from './annotations.ts';

describe('newReplicaSetAnnotations', () => {
  it('copies the annotations of the Deployment but for those of its own', () => {
    const annotations = {
      note: 'a',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      [revisionAnnotation]: '7',
      'deployment.kubernetes.io/desired-replicas': '9',
    };
    const copied = newReplicaSetAnnotations(web(annotations), { kept: 'yes' }, 3);
    expect(copied).toEqual({ kept: 'yes', note: 'a', [revisionAnnotation]: '3' });
  });

  it.each([5, 7])('keeps the revisions it replaces, the oldest only as far as there is room: %d', (room) => {
    let annotations: Annotations | undefined = {};
    for (let revision = 11; revision <= 20; revision++) {
      annotations = newReplicaSetAnnotations(web({}), annotations, revision, room);
      expect(annotations?.[revisionAnnotation]).toBe(String(revision));
      if (revision < 13) continue;
      expect(annotations?.[revisionHistoryAnnotation]).toBe(`${revision - 2},${revision - 1}`);
    }
  });

  it.each([
    { history: '1,2,3,4', room: 5, becomes: '4,10' },
    { history: ',1', room: 9, becomes: '10' },
    { history: '1', room: 1, becomes: '1' },
    { history: '1,2', room: 1, becomes: '1,2' },
  ])('the history $history becomes $becomes where there is room for $room', ({ history, room, becomes }) => {
    const annotations = { [revisionAnnotation]: '10', [revisionHistoryAnnotation]: history };
    const revised = newReplicaSetAnnotations(web({}), annotations, 11, room);
    expect(revised).toStrictEqual({ [revisionAnnotation]: '11', [revisionHistoryAnnotation]: becomes });
  });

  it('an empty revision is none', () => {
    const annotations = { [revisionAnnotation]: '' };
    expect(newReplicaSetAnnotations(web({}), annotations, 1)?.[revisionAnnotation]).toBe('1');
  });

  it('never lowers a revision, and answers the very annotations when they are right', () => {
    const annotations = { note: 'a', [revisionAnnotation]: '5' };
    expect(newReplicaSetAnnotations(web({ note: 'a' }), annotations, 3)).toBe(annotations);
    expect(newReplicaSetAnnotations(web({ note: 'a' }), annotations, 5)).toBe(annotations);
  });

  it('leaves alone what has a revision that is no number', () => {
    const annotations = { [revisionAnnotation]: 'first' };
    expect(newReplicaSetAnnotations(web({ note: 'a' }), annotations, 3)).toBe(annotations);
  });
});

describe('revisions', () => {
  it.each([
    { text: undefined, revision: 0 },
    { text: '3', revision: 3 },
    { text: '-3', revision: -3 },
    { text: '+3', revision: 3 },
    { text: 'three', revision: undefined },
    { text: '3x', revision: undefined },
    { text: 'x3', revision: undefined },
    { text: '', revision: undefined },
  ])('$text is $revision', ({ text, revision }) => {
    expect(revisionOf(revised(text))).toBe(revision);
  });

  it('the highest is that of all readable ones', () => {
    expect(maxRevision([])).toBe(0);
    expect(maxRevision([revised('2'), revised('x'), revised('10'), revised(undefined)])).toBe(10);
  });
});

it.each([
  { text: undefined, count: undefined },
  { text: 'invalid', count: undefined },
  { text: '3x', count: undefined },
  { text: '-1', count: undefined },
  { text: '0', count: 0 },
  { text: '13', count: 13 },
  { text: '2147483647', count: 2147483647 },
  { text: '2147483648', count: undefined },
  { text: '4294967296', count: undefined },
])('the count in $text is $count', ({ text, count }) => {
  expect(countInAnnotation(text === undefined ? undefined : { test: text, foo: '2' }, 'test')).toBe(count);
});

it('sizes are noted for the Deployment, and only when they differ', () => {
  const desired = { 'deployment.kubernetes.io/desired-replicas': '10' };
  const right = { ...desired, 'deployment.kubernetes.io/max-replicas': '20' };
  const deployment = web({}, 10, 10);
  expect(withReplicasAnnotations(undefined, deployment)).toEqual(right);
  expect(withReplicasAnnotations(desired, deployment)).toEqual(right);
  expect(withReplicasAnnotations({ ...right, ...{ note: 'a' } }, deployment)).toEqual({
    ...right,
    note: 'a',
  });
  expect(withReplicasAnnotations(right, deployment)).toBe(right);
  const smaller = { ...right, 'deployment.kubernetes.io/max-replicas': '12' };
  expect(withReplicasAnnotations(smaller, deployment)).toEqual(right);
  const sameSum = { ...right, 'deployment.kubernetes.io/desired-replicas': '8' };
  expect(withReplicasAnnotations(sameSum, deployment)).toEqual(right);
});

function web(annotations: Annotations, replicas = 1, maxSurge = 0): V1Deployment {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } };
  return { metadata: { name: 'web', annotations }, spec: { replicas, selector: {}, template: {}, strategy } };
}

function revised(text: string | undefined) {
  return { metadata: { annotations: text === undefined ? {} : { [revisionAnnotation]: text } } };
}
