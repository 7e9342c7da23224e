import fc from 'fast-check';
import type {
  V1CSIDriver,
  V1CSINode,
  V1CSIStorageCapacity,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1PersistentVolumeClaimSpec,
  V1PersistentVolumeSpec,
  V1StorageClass,
  V1Volume,
} from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { Theme } from './cases.ts';
import { keys, nodeName, nodesMax, plain, sometimes, zones } from './random-nodes.ts';

const drivers = ['a.csi', 'b.csi'] as const;
const zonesOf = (values: readonly string[]) => [{ matchLabelExpressions: [{ key: keys.zone, values }] }];

const classes: readonly V1StorageClass[] = [
  { metadata: { name: 'now' }, provisioner: 'a.csi', volumeBindingMode: 'Immediate' },
  { metadata: { name: 'wait' }, provisioner: 'a.csi', volumeBindingMode: 'WaitForFirstConsumer' },
  { metadata: { name: 'tracked' }, provisioner: 'b.csi', volumeBindingMode: 'WaitForFirstConsumer' },
  {
    metadata: { name: 'static' },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  },
  {
    metadata: { name: 'zoned' },
    provisioner: 'a.csi',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowedTopologies: zonesOf(['z1']),
  },
].map((one) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', ...one }));

/** The capacity of volumes of `b.csi` is looked at. */
const csiDrivers: readonly V1CSIDriver[] = drivers.map((name) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'CSIDriver',
  metadata: { name },
  spec: { storageCapacity: name === 'b.csi' },
}));

const where = fc.record({
  zone: sometimes(fc.constantFrom(...zones)),
  node: sometimes(fc.nat({ max: nodesMax - 1 }), 4),
  label: sometimes(fc.constantFrom('z1', 'z2', 'z1__z2')),
});

const volume = fc.record({
  where,
  driver: fc.constantFrom(undefined, ...drivers),
  size: fc.constantFrom('1Gi', '5Gi'),
  className: fc.constantFrom('static', 'wait', 'now', ''),
  mode: fc.constantFrom('ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod'),
});

type DrawnVolume = typeof volume extends fc.Arbitrary<infer T> ? T : never;

function volumeOf(name: string, drawn: DrawnVolume, nodeCount: number): V1PersistentVolume {
  const { where, driver, size, className, mode } = drawn;
  const host = where.node === undefined ? undefined : nodeName(where.node, nodeCount);
  const expressions = [
    ...(host === undefined ? [] : [{ key: keys.host, operator: 'In', values: [host] }]),
    ...(where.zone === undefined ? [] : [{ key: keys.zone, operator: 'In', values: [where.zone] }]),
  ];
  return plain<V1PersistentVolume>({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name,
      uid: `uid-${name}`,
      labels: where.label === undefined ? {} : { [keys.zone]: where.label },
    },
    spec: plain<V1PersistentVolumeSpec>({
      capacity: { storage: size },
      accessModes: [mode],
      storageClassName: className,
      persistentVolumeReclaimPolicy: 'Delete',
      volumeMode: 'Filesystem',
      csi: driver && { driver, volumeHandle: `handle-${name}` },
      hostPath: driver === undefined ? { path: '/data' } : undefined,
      nodeAffinity:
        expressions.length > 0
          ? { required: { nodeSelectorTerms: [{ matchExpressions: expressions }] } }
          : undefined,
    }),
    status: { phase: 'Available' },
  });
}

const claim = fc.record({
  volume,
  className: fc.constantFrom(
    'now',
    'wait',
    'wait',
    'tracked',
    'tracked',
    'static',
    'static',
    'zoned',
    'gone',
  ),
  isBound: fc.boolean(),
  namespace: fc.constantFrom('default', 'default', 'default', 'other'),
  isLeaving: sometimes(fc.constant(true), 15),
});

type DrawnClaim = typeof claim extends fc.Arbitrary<infer T> ? T : never;

/** A claim, and the volume it is bound to, if it is. */
function claimObjects(drawn: DrawnClaim, at: number, nodeCount: number): readonly KubeObject[] {
  const { volume: bound, className, isBound, namespace, isLeaving } = drawn;
  const name = `c${at}`;
  const volumeName = `b${at}`;
  const made = plain<V1PersistentVolumeClaim>({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: plain({
      name,
      namespace,
      uid: `uid-${name}`,
      annotations: isBound ? { 'pv.kubernetes.io/bind-completed': 'yes' } : undefined,
      deletionTimestamp: isLeaving && '2026-01-01T00:00:00Z',
    }),
    spec: plain<V1PersistentVolumeClaimSpec>({
      accessModes: [bound.mode],
      resources: { requests: { storage: bound.size } },
      storageClassName: isBound ? bound.className : className,
      volumeMode: 'Filesystem',
      volumeName: isBound ? volumeName : undefined,
    }),
    status: { phase: isBound ? 'Bound' : 'Pending' },
  });
  if (!isBound) return [made];
  const { spec, ...volume } = volumeOf(volumeName, bound, nodeCount);
  return [
    made,
    { ...volume, spec: { ...spec, claimRef: { name, namespace, uid: `uid-${name}` } } } as KubeObject,
  ];
}

const capacity = fc.record({
  className: fc.constantFrom('tracked', 'wait'),
  zone: sometimes(fc.constantFrom(...zones), 2),
  capacity: fc.constantFrom('500Mi', '2Gi', '10Gi'),
});

type DrawnCapacity = typeof capacity extends fc.Arbitrary<infer T> ? T : never;

function capacityOf({ className, zone, capacity }: DrawnCapacity, at: number): V1CSIStorageCapacity {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIStorageCapacity',
    metadata: { name: `s${at}`, namespace: 'default' },
    storageClassName: className,
    nodeTopology: { matchLabels: zone === undefined ? {} : { [keys.zone]: zone } },
    capacity,
  };
}

const limits = fc.array(
  sometimes(fc.record({ driver: fc.constantFrom(...drivers), count: fc.integer({ min: 0, max: 2 }) }), 2),
  {
    minLength: nodesMax,
    maxLength: nodesMax,
  },
);

type DrawnLimit = { readonly driver: string; readonly count: number } | undefined;

function csiNode(limit: DrawnLimit, at: number): V1CSINode {
  const name = `n${at}`;
  const made = limit && { name: limit.driver, nodeID: name, allocatable: { count: limit.count } };
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name },
    spec: { drivers: made === undefined ? [] : [made] },
  };
}

const claimsMax = 4;

const podVolume: fc.Arbitrary<V1Volume> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .nat({ max: claimsMax - 1 })
      .map((at) => ({ name: `v${at}`, persistentVolumeClaim: { claimName: `c${at}` } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ pdName: fc.constantFrom('disk-1', 'disk-2'), readOnly: fc.boolean() })
      .map((gcePersistentDisk) => ({ name: 'disk', gcePersistentDisk })),
  },
);

/** Claims that are bound, or wait; volumes that fit some nodes only; limits and capacities. */
export const volumes: Theme = {
  areRoomy: true,
  spec: fc.record(
    { volumes: fc.uniqueArray(podVolume, { maxLength: 2, selector: ({ name }) => name }) },
    { requiredKeys: [] },
  ),
  objects: fc
    .record({
      claims: fc.array(claim, { minLength: 2, maxLength: claimsMax }),
      spare: fc.array(volume, { maxLength: 3 }),
      capacities: fc.array(capacity, { maxLength: 2 }),
      limits,
    })
    .map(({ claims, spare, capacities, limits }) => (nodeCount: number) => [
      ...classes,
      ...csiDrivers,
      ...claims.flatMap((one, at) => claimObjects(one, at, nodeCount)),
      ...spare.map((one, at) => volumeOf(`s${at}`, one, nodeCount)),
      ...capacities.map(capacityOf),
      ...limits.slice(0, nodeCount).map(csiNode),
    ]),
};
