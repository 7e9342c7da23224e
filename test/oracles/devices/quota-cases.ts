import fc from 'fast-check';
import type { ResourceV1ResourceClaim, V1DeviceClass, V1Pod } from '../../../api/index.ts';
import { extendedClaimAnnotation } from '../../../component-helpers/index.ts';
import type { RuleCases } from '../kit/rule-cases.ts';

/** What a quota limits, and what there is in its namespace, `default`. */
export interface QuotaCase {
  readonly hard: Readonly<Record<string, string>>;
  readonly classes: readonly V1DeviceClass[];
  readonly pods: readonly V1Pod[];
  readonly claims: readonly ResourceV1ResourceClaim[];
}

const namespace = 'default';
const ofClass = 'deviceclass.resource.kubernetes.io/';
const limited = [
  ...['count/resourceclaims.resource.k8s.io', 'count/pods', 'pods', 'requests.cpu', 'services'],
  ...[
    'requests.example.com/gpu',
    'requests.example.com/fast',
    'requests.example.com/other',
    'example.com/gpu',
  ],
  ...['gpu', 'fast', 'gone'].flatMap((name) => [
    `requests.${ofClass}${name}`,
    `${name}.deviceclass.resource.k8s.io/devices`,
  ]),
];

const sometimes = <T>(value: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: value });

const classNamed = (name: string): fc.Arbitrary<V1DeviceClass> =>
  fc.boolean().map((gives) => ({
    metadata: { name },
    spec: gives ? { extendedResourceName: `example.com/${name}` } : {},
  }));

const amount = fc.integer({ min: 0, max: 3 }).map(String);

const podNamed = (name: string): fc.Arbitrary<V1Pod> =>
  fc
    .record({
      gpu: sometimes(amount),
      fast: sometimes(amount),
      implicit: sometimes(amount),
      isOver: fc.constantFrom(false, false, false, true),
      made: sometimes(fc.constantFrom('c0', 'c1')),
    })
    .map(({ gpu, fast, implicit, isOver, made }) => {
      const requests = {
        cpu: '100m',
        ...(gpu && { 'example.com/gpu': gpu }),
        ...(fast && { 'example.com/fast': fast }),
        ...(implicit && { [`${ofClass}gpu`]: implicit }),
      };
      return {
        metadata: { name, namespace, uid: `${name}-uid` },
        spec: { containers: [{ name: 'c', resources: { requests, limits: requests } }] },
        status: {
          phase: isOver ? 'Succeeded' : 'Running',
          ...(made && { extendedResourceClaimStatus: { resourceClaimName: made, requestMappings: [] } }),
        },
      };
    });

const exact = fc
  .record({
    deviceClassName: fc.constantFrom('gpu', 'fast', 'gone'),
    all: fc.constantFrom(false, false, true),
    count: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ deviceClassName, all, count }) =>
    all
      ? { deviceClassName, allocationMode: 'All' }
      : { deviceClassName, allocationMode: 'ExactCount', count },
  );

const request = fc.oneof(
  exact.map((exactly) => ({ exactly })),
  fc
    .tuple(exact, exact)
    .map((both) => ({ firstAvailable: both.map((one, at) => ({ name: `s${at}`, ...one })) })),
);

const owner = fc.constantFrom(
  { name: 'p0', uid: 'p0-uid' },
  { name: 'p0', uid: 'p0-uid' },
  { name: 'p1', uid: 'p1-uid' },
  { name: 'p0', uid: 'former-uid' },
  { name: 'gone', uid: 'gone-uid' },
  { name: 'p0', uid: 'p0-uid', kind: 'ReplicaSet' },
  { name: 'p0', uid: 'p0-uid', apiVersion: 'example.com/v1' },
  { name: 'p0', uid: 'p0-uid', controller: false },
);

const claimNamed = (name: string): fc.Arbitrary<ResourceV1ResourceClaim> =>
  fc
    .record({
      requests: fc.array(request, { maxLength: 2 }),
      annotation: fc.constantFrom(undefined, 'true', 'true', 'true', 'false'),
      owner: sometimes(owner),
      second: fc.integer({ min: 1, max: 2 }),
    })
    .map(({ requests, annotation, owner: of, second }) => ({
      metadata: {
        name,
        namespace,
        creationTimestamp: `2026-01-01T00:00:0${second}Z`,
        ...(annotation && { annotations: { [extendedClaimAnnotation]: annotation } }),
        ...(of && { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', controller: true, ...of }] }),
      },
      spec: { devices: { requests: requests.map((one, at) => ({ name: `r${at}`, ...one })) } },
    }));

/** Two claims that say they are for the same pod, made at these seconds. */
function madeAt(...seconds: readonly number[]): QuotaCase {
  const requests = { 'example.com/gpu': '2' };
  const owner = { apiVersion: 'v1', kind: 'Pod', controller: true, name: 'p0', uid: 'p0-uid' };
  const exactly = { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 2 };
  return {
    hard: { 'requests.example.com/gpu': '10' },
    classes: [{ metadata: { name: 'gpu' }, spec: { extendedResourceName: 'example.com/gpu' } }],
    pods: [
      {
        metadata: { name: 'p0', namespace, uid: 'p0-uid' },
        spec: { containers: [{ name: 'c', resources: { requests, limits: requests } }] },
      },
    ],
    claims: seconds.map((second, at) => ({
      metadata: {
        name: `c${at}`,
        namespace,
        creationTimestamp: `2026-01-01T00:00:0${second}Z`,
        annotations: { [extendedClaimAnnotation]: 'true' },
        ownerReferences: [owner],
      },
      spec: { devices: { requests: [{ name: 'r', exactly }] } },
    })),
  };
}

export const quotaCases: RuleCases = {
  picked: [madeAt(1, 2), madeAt(2, 1), madeAt(1, 1)],
  random: fc
    .record({
      names: fc.subarray(limited, { minLength: 1 }),
      classes: fc.tuple(classNamed('gpu'), sometimes(classNamed('fast'))),
      pods: fc.tuple(podNamed('p0'), sometimes(podNamed('p1'))),
      claims: fc.tuple(claimNamed('c0'), sometimes(claimNamed('c1')), sometimes(claimNamed('c2'))),
    })
    .map(({ names, classes, pods, claims }): QuotaCase => {
      const there = <T>(all: readonly (T | undefined)[]) => all.filter((one) => one !== undefined);
      const hard = Object.fromEntries(names.map((name) => [name, '10']));
      return { hard, classes: there(classes), pods: there(pods), claims: there(claims) };
    }),
  vectors: 80,
};
