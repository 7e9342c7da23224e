import { describe, expect, it } from 'vitest';
import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { maxReplicasAnnotation, withReplicasAnnotations } from './annotations.ts';
import {
  activeOrLatest,
  decideScale,
  isSaturated,
  isScalingEvent,
  replicaSetFraction,
  scaled,
} from './scale.ts';

type Sizes = Readonly<Record<string, number>>;

interface Case {
  readonly name: string;
  readonly from: V1Deployment;
  readonly to: V1Deployment;
  /** Sizes from the oldest on; `new` is the newest. */
  readonly sizes: Sizes;
  readonly expected: Sizes;
}

const cases: readonly Case[] = [
  { name: '10 to 12', from: web(10), to: web(12), sizes: { new: 10 }, expected: { new: 12 } },
  { name: '10 to 5', from: web(10), to: web(5), sizes: { new: 10 }, expected: { new: 5 } },
  { name: '5 to 10', from: web(5), to: web(10), sizes: { v1: 3, new: 2 }, expected: { v1: 6, new: 4 } },
  { name: '5 to 3', from: web(5), to: web(3), sizes: { v1: 3, new: 2 }, expected: { v1: 2, new: 1 } },
  { name: '9 to 4', from: web(9), to: web(4), sizes: { v1: 1, new: 8 }, expected: { v1: 0, new: 4 } },
  {
    name: '7 to 10',
    from: web(7),
    to: web(10),
    sizes: { v1: 2, v2: 3, new: 2 },
    expected: { v1: 3, v2: 4, new: 3 },
  },
  {
    name: '13 to 8',
    from: web(13),
    to: web(8),
    sizes: { v1: 3, v2: 8, new: 2 },
    expected: { v1: 2, v2: 5, new: 1 },
  },
  {
    name: 'one more goes to the newest of equals',
    from: web(3),
    to: web(4),
    sizes: { v1: 1, v2: 1, new: 1 },
    expected: { v1: 1, v2: 1, new: 2 },
  },
  {
    name: 'one fewer goes from the oldest of equals',
    from: web(3),
    to: web(2),
    sizes: { v1: 1, v2: 1, new: 1 },
    expected: { v1: 0, v2: 1, new: 1 },
  },
  {
    name: 'without a new one the latest grows first',
    from: web(4),
    to: web(5),
    sizes: { v1: 2, v2: 2 },
    expected: { v1: 2, v2: 3 },
  },
  {
    name: 'down to nothing',
    from: web(6),
    to: web(0),
    sizes: { v1: 1, v2: 2, new: 3 },
    expected: { v1: 0, v2: 0, new: 0 },
  },
  {
    name: 'down to nothing, whatever the surge',
    from: web(6, 3),
    to: web(0, 3),
    sizes: { v1: 3, new: 3 },
    expected: { v1: 0, new: 0 },
  },
  {
    name: 'no share of what is not rolled out bit by bit',
    from: recreated(web(5)),
    to: recreated(web(10)),
    sizes: { v1: 3, new: 2 },
    expected: { v1: 3, new: 2 },
  },
  {
    name: 'up from nothing: all to the new one',
    from: web(6),
    to: web(6),
    sizes: { v1: 0, v2: 0, new: 0 },
    expected: { v1: 0, v2: 0, new: 6 },
  },
  {
    name: 'with surge pods',
    from: web(10, 2),
    to: web(20, 2),
    sizes: { v1: 6, new: 6 },
    expected: { v1: 11, new: 11 },
  },
  {
    name: 'surge and size changed',
    from: web(10, 3),
    to: web(50, 6),
    sizes: { v1: 8, new: 5 },
    expected: { v1: 34, new: 22 },
  },
  {
    name: 'size and template changed',
    from: web(10),
    to: web(14),
    sizes: { v1: 3, v2: 7 },
    expected: { v1: 4, v2: 10 },
  },
  {
    name: 'a new one that is full but broken costs no old pod',
    from: web(2, 1, 1),
    to: web(2, 1, 1),
    sizes: { v1: 1, new: 2 },
    expected: { v1: 1, new: 2 },
  },
];

describe('decideScale', () => {
  it.each(cases)('$name', ({ from, to, sizes, expected }) => {
    const { newSet, old } = setsOf(sizes, from);
    expect(sizesAfter(to, newSet, old)).toEqual(expected);
  });

  it('goes on where an update failed', () => {
    const { newSet, old } = setsOf({ v1: 1, v2: 1, new: 2 }, web(5));
    const marked = old.map((set) => (set.metadata?.name === 'v2' ? annotated(set, web(3)) : set));
    expect(sizesAfter(web(5), newSet, marked)).toMatchObject({ v2: 2 });
  });

  it('empties old ones beside a new one that has all its pods', () => {
    const { newSet, old } = setsOf({ v1: 2, new: 3 }, web(3));
    const full = { ...newSet, status: { replicas: 3, availableReplicas: 3 } } as V1ReplicaSet;
    expect(isSaturated(web(3), full)).toBe(true);
    expect(sizesAfter(web(3), full, old)).toEqual({ v1: 0, new: 3 });
  });

  it.each([
    { name: 'has too few pods', size: 2, available: 3, marked: web(3) },
    { name: 'has pods that are not available', size: 3, available: 2, marked: web(3) },
    { name: 'was scaled for another size', size: 3, available: 3, marked: web(4) },
  ])('is not saturated that $name', ({ size, available, marked }) => {
    const replicaSet = { ...set('new', size, 1), status: { replicas: size, availableReplicas: available } };
    expect(isSaturated(web(3), annotated(replicaSet, marked))).toBe(false);
  });

  it('marks again a single one of the right size that was marked for another', () => {
    const single = annotated(set('new', 5, 1), web(3));
    expect(isScalingEvent(web(5), [single])).toBe(true);
    const [scaling] = decideScale(web(5), single, []);
    const after = scaled(web(5), scaling!);
    expect(isScalingEvent(web(5), [after])).toBe(false);
    expect(decideScale(web(5), after, [])).toEqual([]);
  });
});

describe('replicaSetFraction', () => {
  it.each([
    { wanted: 0, size: 10, expected: -10 },
    { wanted: 10, size: 5, expected: 0 },
    { wanted: 10, size: 5, max: '0', expected: 0 },
    { wanted: 120, running: 100, size: 50, expected: 10 },
    { wanted: 120, running: 100, size: 50, max: '0', expected: 10 },
    { wanted: 120, size: 50, max: '100', expected: 10 },
    { wanted: 120, surge: 10, size: 50, max: '110', expected: 9 },
    { wanted: 10, size: 6, max: '12', expected: -1 },
    { wanted: 100, surge: 10, size: 50, max: '130', expected: -8 },
  ])('$size of $max to $wanted (+$surge): $expected', ({ wanted, running, surge, size, max, expected }) => {
    const deployment: V1Deployment = { ...web(wanted, surge ?? 0, 1), status: { replicas: running ?? 0 } };
    const bare = set('v1', size, 1);
    const annotations = max === undefined ? {} : { [maxReplicasAnnotation]: max };
    const replicaSet = { ...bare, metadata: { ...bare.metadata, annotations } };
    expect(replicaSetFraction(replicaSet, deployment)).toBe(expected);
  });
});

describe('activeOrLatest', () => {
  it('is the one with pods, else the newest, and none of several', () => {
    const [none, small, other] = [set('v1', 0, 1), set('v2', 2, 2), set('v3', 3, 3)] as const;
    expect(activeOrLatest(undefined, [])).toBeUndefined();
    expect(activeOrLatest(none, [small])).toBe(small);
    expect(activeOrLatest(none, [set('v0', 0, 0)])).toBe(none);
    expect(activeOrLatest(undefined, [set('v2', 0, 2), none])?.metadata?.name).toBe('v2');
    const three = [set('v2', 0, 2), none, set('v3', 0, 3)];
    expect(activeOrLatest(undefined, three)?.metadata?.name).toBe('v3');
    expect(activeOrLatest(other, [small])).toBeUndefined();
  });
});

describe('scaled', () => {
  it('answers the very ReplicaSet when nothing changes', () => {
    const replicaSet = annotated(set('v1', 3, 1), web(3));
    expect(scaled(web(3), { replicaSet, replicas: 3 })).toBe(replicaSet);
    expect(scaled(web(3), { replicaSet, replicas: 3, annotationsToo: true })).toBe(replicaSet);
    expect(scaled(web(4), { replicaSet, replicas: 3 })).toBe(replicaSet);
    expect(scaled(web(4), { replicaSet, replicas: 3, annotationsToo: true })).not.toBe(replicaSet);
  });
});

function web(replicas: number, maxSurge = 0, maxUnavailable = 0): V1Deployment {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
  return { metadata: { name: 'web' }, spec: { replicas, selector: {}, template: {}, strategy } };
}

function recreated(deployment: V1Deployment): V1Deployment {
  const spec = { selector: {}, template: {}, ...deployment.spec, strategy: { type: 'Recreate' } };
  return { ...deployment, spec };
}

function set(name: string, replicas: number, createdOn: number): V1ReplicaSet {
  const creationTimestamp = `2026-01-0${createdOn + 1}T00:00:00Z`;
  return { metadata: { name, creationTimestamp }, spec: { replicas, selector: {} } };
}

function annotated(replicaSet: V1ReplicaSet, deployment: V1Deployment): V1ReplicaSet {
  const annotations = withReplicasAnnotations(replicaSet.metadata?.annotations, deployment);
  return { ...replicaSet, metadata: { ...replicaSet.metadata, annotations } };
}

function setsOf(sizes: Sizes, deployment: V1Deployment) {
  const sets = Object.entries(sizes).map(([name, size], index) =>
    annotated(set(name, size, index), deployment),
  );
  return {
    newSet: sets.find((candidate) => candidate.metadata?.name === 'new'),
    old: sets.filter((candidate) => candidate.metadata?.name !== 'new').toReversed(),
  };
}

function sizesAfter(deployment: V1Deployment, newSet: V1ReplicaSet | undefined, old: V1ReplicaSet[]): Sizes {
  const all = newSet === undefined ? old : [...old, newSet];
  const sizes = new Map(all.map((one) => [one.metadata?.name, one.spec?.replicas]));
  for (const scaling of decideScale(deployment, newSet, old)) {
    const after = scaled(deployment, scaling);
    sizes.set(after.metadata?.name, after.spec?.replicas);
  }
  return Object.fromEntries(sizes) as Sizes;
}
