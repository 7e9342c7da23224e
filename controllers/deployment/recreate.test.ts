import { expect, it } from 'vitest';
import type { V1Pod, V1ReplicaSet } from '../../api/index.ts';
import { decideRecreate, oldPodsRunning } from './recreate.ts';

const phases = (...names: string[]): V1Pod[] => names.map((phase) => ({ status: { phase } }));

interface Case {
  readonly name: string;
  readonly newUid?: string;
  readonly oldRunning?: number;
  readonly pods?: Readonly<Record<string, readonly V1Pod[]>>;
  readonly running: boolean;
}

const cases: readonly Case[] = [
  { name: 'no old ReplicaSets', running: false },
  { name: 'pods without a phase', oldRunning: 0, pods: { a: [{}, {}], b: [{}] }, running: true },
  { name: 'none seen but one counted', oldRunning: 1, running: true },
  { name: 'none seen and none counted', oldRunning: 0, running: false },
  { name: 'finished pods', oldRunning: 0, pods: { a: phases('Failed', 'Succeeded') }, running: false },
  { name: 'a pod nobody knows about', oldRunning: 0, pods: { a: phases('Unknown') }, running: true },
  { name: 'a pending pod', oldRunning: 0, pods: { a: phases('Pending') }, running: true },
  { name: 'a running pod', oldRunning: 0, pods: { a: phases('Running') }, running: true },
  {
    name: 'a pending pod among finished ones',
    oldRunning: 0,
    pods: { a: phases('Failed', 'Succeeded'), b: [], c: phases('Pending') },
    running: true,
  },
  { name: 'new pods only', newUid: 'n', oldRunning: 0, pods: { n: phases('Running') }, running: false },
];

it.each(cases)('old pods run ($name): $running', ({ newUid, oldRunning, pods, running }) => {
  const newReplicaSet = newUid === undefined ? undefined : { metadata: { uid: newUid } };
  const oldReplicaSets = oldRunning === undefined ? [] : [{ status: { replicas: oldRunning } }];
  const sets = { newReplicaSet, oldReplicaSets };
  expect(oldPodsRunning(sets, new Map(Object.entries(pods ?? {})))).toBe(running);
});

it('all old ReplicaSets with pods go to zero', () => {
  const [full, empty] = [3, 0].map((replicas): V1ReplicaSet => ({ spec: { replicas, selector: {} } }));
  const scalings = decideRecreate({ newReplicaSet: undefined, oldReplicaSets: [full!, empty!] });
  expect(scalings).toEqual([{ replicaSet: full, replicas: 0 }]);
});
