import fc from 'fast-check';
import type {
  ResourceV1ResourceClaim,
  V1Container,
  V1Device,
  V1DeviceClass,
  V1DeviceRequest,
  V1PodSpec,
  V1ResourceSlice,
} from '../../../api/index.ts';
import type { Theme } from './cases.ts';
import { keys, nodeName, nodesMax, plain, sometimes, zones } from './random-nodes.ts';

const driver = 'd.example.com';
const resource = (kind: string) => ({ apiVersion: 'resource.k8s.io/v1', kind });

/** What classes give by name, and one by its own name only. */
const resources = ['example.com/gpu', 'example.com/fast', 'deviceclass.resource.kubernetes.io/any'] as const;

const fast = { cel: { expression: `device.attributes["${driver}"].size > 1` } };
const classes: readonly V1DeviceClass[] = [
  { metadata: { name: 'gpu' }, spec: { extendedResourceName: resources[0] } },
  { metadata: { name: 'fast' }, spec: { extendedResourceName: resources[1], selectors: [fast] } },
  { metadata: { name: 'any' }, spec: {} },
].map((one) => ({ ...resource('DeviceClass'), ...one }));

const device = fc.record({
  size: fc.integer({ min: 1, max: 2 }),
  isTainted: sometimes(fc.constant(true), 8),
});
type DrawnDevice = typeof device extends fc.Arbitrary<infer T> ? T : never;

function deviceOf({ size, isTainted }: DrawnDevice, at: number): V1Device {
  return plain<V1Device>({
    name: `d${at}`,
    attributes: { size: { int: size } },
    taints: isTainted && [{ key: 'broken', effect: 'NoSchedule' }],
  });
}

/** Devices of one node, of those of a zone, or of all. */
const pool = fc.record({
  where: fc.oneof(
    { weight: 6, arbitrary: fc.nat({ max: nodesMax - 1 }) },
    { weight: 1, arbitrary: fc.constantFrom('all', ...zones) },
  ),
  devices: fc.array(device, { minLength: 1, maxLength: 3 }),
});
type DrawnPool = typeof pool extends fc.Arbitrary<infer T> ? T : never;

function placeOf(where: DrawnPool['where'], nodeCount: number): Partial<V1ResourceSlice['spec']> {
  if (typeof where === 'number') return { nodeName: nodeName(where, nodeCount) };
  if (where === 'all') return { allNodes: true };
  return { nodeSelector: inZone(where) };
}

function inZone(zone: string) {
  return { nodeSelectorTerms: [{ matchExpressions: [{ key: keys.zone, operator: 'In', values: [zone] }] }] };
}

function sliceOf({ where, devices }: DrawnPool, at: number, nodeCount: number): V1ResourceSlice {
  const name = `p${at}`;
  return {
    ...resource('ResourceSlice'),
    metadata: { name },
    spec: {
      driver,
      pool: { name, generation: 1, resourceSliceCount: 1 },
      ...placeOf(where, nodeCount),
      devices: devices.map(deviceOf),
    },
  };
}

const className = fc.constantFrom('gpu', 'fast', 'fast', 'any', 'gone');
const count = fc.constantFrom(1, 1, 2);
const request: fc.Arbitrary<V1DeviceRequest> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({ deviceClassName: className, count })
      .map((one) => ({ name: 'r', exactly: { ...one, allocationMode: 'ExactCount' } })),
  },
  {
    weight: 1,
    arbitrary: count.map((many) => ({
      name: 'r',
      firstAvailable: [
        { name: 'a', deviceClassName: 'fast', allocationMode: 'ExactCount', count: many },
        { name: 'b', deviceClassName: 'any', allocationMode: 'ExactCount', count: 1 },
      ],
    })),
  },
);

const claim = fc.record({
  request,
  namespace: fc.constantFrom('default', 'default', 'default', 'other'),
  /** The pool and device that it has already. */
  has: sometimes(fc.record({ pool: fc.nat({ max: 4 }), device: fc.nat({ max: 2 }) }), 3),
  isLeaving: sometimes(fc.constant(true), 20),
});
type DrawnClaim = typeof claim extends fc.Arbitrary<infer T> ? T : never;

function claimOf(drawn: DrawnClaim, at: number, slices: readonly V1ResourceSlice[]): ResourceV1ResourceClaim {
  const { request, namespace, has, isLeaving } = drawn;
  const slice = has && slices[has.pool % Math.max(1, slices.length)];
  const device = slice?.spec.devices?.[(has?.device ?? 0) % (slice.spec.devices?.length ?? 1)];
  const results = [{ request: 'r', driver, pool: slice?.spec.pool.name ?? '', device: device?.name ?? '' }];
  const { nodeName: only, nodeSelector } = slice?.spec ?? {};
  const byName = { key: 'metadata.name', operator: 'In', values: [only ?? ''] };
  const where = only === undefined ? nodeSelector : { nodeSelectorTerms: [{ matchFields: [byName] }] };
  return plain<ResourceV1ResourceClaim>({
    ...resource('ResourceClaim'),
    metadata: plain({
      name: `c${at}`,
      namespace,
      uid: `uid-c${at}`,
      deletionTimestamp: isLeaving && '2026-01-01T00:00:00Z',
    }),
    spec: { devices: { requests: [request] } },
    status: slice && { allocation: plain({ devices: { results }, nodeSelector: where }) },
  });
}

/** The claim that an earlier attempt has made for the first pod. */
function madeBefore(drawn: DrawnClaim, slices: readonly V1ResourceSlice[]): ResourceV1ResourceClaim {
  const { metadata, ...claim } = claimOf(drawn, claimsMax, slices);
  const annotations = { 'resource.kubernetes.io/extended-resource-claim': 'true' };
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: 'w0', uid: 'uid-w0', controller: true }];
  return { ...claim, metadata: { ...metadata, annotations, ownerReferences } };
}

const claimsMax = 3;

const container: fc.Arbitrary<V1Container> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...resources), { maxLength: 2 }),
    amount: fc.constantFrom('1', '1', '2', '0'),
    restartPolicy: sometimes(fc.constant('Always'), 3),
  })
  .map(({ names, amount, restartPolicy }) =>
    plain<V1Container>({
      name: 'c',
      image: 'app:1',
      restartPolicy,
      resources: { requests: Object.fromEntries(names.map((name) => [name, amount])) },
    }),
  );

const spec: fc.Arbitrary<Partial<V1PodSpec>> = fc
  .record({
    main: fc.array(container, { minLength: 1, maxLength: 2 }),
    init: sometimes(fc.array(container, { minLength: 1, maxLength: 2 }), 3),
    claims: sometimes(fc.uniqueArray(fc.nat({ max: claimsMax - 1 }), { minLength: 1, maxLength: 2 }), 2),
  })
  .map(({ main, init, claims }) =>
    plain<V1PodSpec>({
      containers: main.map(({ restartPolicy: _, ...one }, at) => ({ ...one, name: `c${at}` })),
      initContainers: init?.map((one, at) => ({ ...one, name: `i${at}` })),
      resourceClaims: claims?.map((at) => ({ name: `e${at}`, resourceClaimName: `c${at}` })),
    }),
  );

/** Claims for devices, and extended resources that are devices on some nodes, and the nodes' own on others. */
export const devices: Theme = {
  areRoomy: true,
  haveGpus: true,
  placedMax: 4,
  spec,
  objects: fc
    .record({
      pools: fc.array(pool, { minLength: 1, maxLength: 5 }),
      claims: fc.array(claim, { minLength: 1, maxLength: claimsMax }),
      ofBefore: sometimes(claim, 6),
    })
    .map(({ pools, claims, ofBefore }) => (nodeCount: number) => {
      const slices = pools.map((one, at) => sliceOf(one, at, nodeCount));
      const made = claims.map((one, at) => claimOf(one, at, slices));
      return [...classes, ...slices, ...made, ...(ofBefore ? [madeBefore(ofBefore, slices)] : [])];
    }),
};
