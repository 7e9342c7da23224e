import {
  coreV1,
  storageV1,
  type V1CSINode,
  type V1Node,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1PersistentVolumeSpec,
  type V1Pod,
} from '../../index.ts';
import { around, nodes, pods } from './objects.ts';
import type { Others, Workload } from './workloads.ts';

const driver = 'ebs.csi.aws.com';
const attachable = 39;

/** Nodes to which so many volumes of the driver can be attached, and what they say of that; `annotations` are theirs. */
function attaching(count: number, annotations: Readonly<Record<string, string>> = {}) {
  const made = nodes(count).map(({ status, ...node }): V1Node => {
    const capacity = { ...status?.capacity, [`attachable-volumes-csi-${driver}`]: String(attachable) };
    return { ...node, status: { ...status, capacity, allocatable: capacity } };
  });
  const csiNodes = made.map(({ metadata }): V1CSINode => {
    const name = metadata?.name ?? '';
    const drivers = [{ name: driver, nodeID: name, allocatable: { count: attachable } }];
    return { metadata: { name, annotations }, spec: { drivers } };
  });
  return { nodes: made, csiNodes };
}

type Source = (volume: string) => Partial<V1PersistentVolumeSpec>;

const inTree: Source = (volumeID) => ({ awsElasticBlockStore: { volumeID } });
const csi: Source = (volumeHandle) => ({ csi: { driver, volumeHandle } });

const size = { storage: '1Gi' };
const accessModes = ['ReadOnlyMany'];
const claimOf = (pod: V1Pod) => `pvc-${pod.metadata?.name}`;

/** A claim for each pod, and a volume that is bound to it. */
function volumesOf(all: readonly V1Pod[], source: Source): readonly Others[] {
  const namespaceOf = ({ metadata }: V1Pod) => metadata?.namespace ?? '';
  const volumeOf = (pod: V1Pod) => `${namespaceOf(pod)}-pv-${pod.metadata?.name}`;
  const claims = all.map(
    (pod): V1PersistentVolumeClaim => ({
      metadata: {
        name: claimOf(pod),
        namespace: namespaceOf(pod),
        annotations: { 'pv.kubernetes.io/bind-completed': 'true' },
      },
      spec: { accessModes, resources: { requests: size }, volumeName: volumeOf(pod) },
    }),
  );
  const volumes = all.map(
    (pod): V1PersistentVolume => ({
      metadata: { name: volumeOf(pod) },
      spec: {
        accessModes,
        capacity: size,
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          namespace: namespaceOf(pod),
          name: claimOf(pod),
        },
        ...source(volumeOf(pod)),
      },
    }),
  );
  const of: [Others<V1PersistentVolumeClaim>, Others<V1PersistentVolume>] = [
    { type: coreV1.persistentVolumeClaims, objects: claims },
    { type: coreV1.persistentVolumes, objects: volumes },
  ];
  return of;
}

function claiming(all: readonly V1Pod[]): readonly V1Pod[] {
  return all.map((pod) => {
    const volumes = [{ name: 'vol', persistentVolumeClaim: { claimName: claimOf(pod) } }];
    return { ...pod, spec: { containers: [], ...pod.spec, volumes } };
  });
}

interface Counts {
  readonly placed: number;
  readonly measured: number;
}

function claimed(
  name: string,
  reach: number,
  source: Source,
  { placed, measured }: Counts,
  {
    nodes: made,
    csiNodes = [],
  }: { readonly nodes: readonly V1Node[]; readonly csiNodes?: readonly V1CSINode[] },
): Workload {
  const first = claiming(pods('init', placed, { namespace: 'sched-0', on: around(made.length) }));
  const second = claiming(pods('pod', measured, { namespace: 'sched-1' }));
  const nodesOfDriver: Others<V1CSINode> = { type: storageV1.csiNodes, objects: csiNodes };
  const others = [nodesOfDriver, ...volumesOf([...first, ...second], source)];
  return { name, reach, nodes: made, others, placed: first, pods: second };
}

const withSecret = { spec: { volumes: [{ name: 'secret', secret: { secretName: 'secret' } }] } };
const migrated = { 'storage.alpha.kubernetes.io/migrated-plugins': 'kubernetes.io/aws-ebs' };

/** Pods with volumes: all of what pods claim is bound before they are there. */
export const withVolumes: readonly Workload[] = [
  {
    name: 'secrets: 5,000 nodes, 10,000 pods',
    reach: 260,
    nodes: nodes(5_000),
    placed: pods('init', 1_000, { ...withSecret, on: around(5_000) }),
    pods: pods('pod', 10_000, withSecret),
  },
  claimed(
    'in-tree volumes: 5,000 nodes, 2,000 pods',
    90,
    inTree,
    { placed: 1_000, measured: 2_000 },
    { nodes: nodes(5_000) },
  ),
  claimed(
    'migrated in-tree volumes: 5,000 nodes, 5,000 pods',
    35,
    inTree,
    { placed: 5_000, measured: 5_000 },
    attaching(5_000, migrated),
  ),
  claimed(
    'CSI volumes: 5,000 nodes, 5,000 pods',
    48,
    csi,
    { placed: 5_000, measured: 5_000 },
    attaching(5_000),
  ),
];
