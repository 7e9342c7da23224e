import {
  coreV1,
  storageV1,
  type V1CSIDriver,
  type V1CSINode,
  type V1CSINodeDriver,
  type V1Node,
  type V1StorageClass,
} from '../../api/index.ts';
import {
  deepEqual,
  ignoreAlreadyExists,
  ignoreNotFound,
  keyOf,
  parseQuantity,
} from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import {
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { diskDriver } from './driver.ts';

/** How many disks a node takes: what this resource of the node says. Mirrors pkg/volume/util (GetCSIAttachLimitKey). */
export const diskLimit = `attachable-volumes-csi-${diskDriver}`;

const diskCsiDriver: V1CSIDriver = {
  metadata: { name: diskDriver },
  spec: {
    attachRequired: true,
    podInfoOnMount: false,
    volumeLifecycleModes: ['Persistent'],
    // Limits may change, so that kubelets turn pods away whose disks a node does not take.
    nodeAllocatableUpdatePeriodSeconds: 60,
  },
};

/**
 * Adds what installs the driver of disks on all nodes once a class is of it: its CSIDriver, and on each node a CSINode that says
 * how many disks it takes. Mirrors kubernetes pkg/volume/csi/nodeinfomanager. Differs: kubelets write theirs, whatever drivers
 * there are; so it costs nothing where nobody wants disks.
 */
export function addNodePlugins(manager: Manager): void {
  const { informers } = manager;
  const nodes = informers.informer(coreV1.nodes).indexer;
  const classes = informers.informer(storageV1.storageClasses).indexer;
  const isWanted = () => classes.list().some(({ provisioner }) => provisioner === diskDriver);
  const newClasses: EventHandler<V1StorageClass> = {
    create({ object }, queue) {
      if (object.provisioner !== diskDriver) return;
      queue.add('', causeOf(object));
      for (const node of nodes.keys()) queue.add(node, causeOf(object));
    },
  };
  controllerManagedBy(manager)
    .named('simulated-node-plugins')
    .watches(storageV1.storageClasses, newClasses)
    .watches(coreV1.nodes, newLimits)
    .complete({
      async reconcile({ name }, { client }) {
        if (!isWanted()) return undefined;
        if (name === '') {
          await client.create(storageV1.csiDrivers, diskCsiDriver).catch(ignoreAlreadyExists);
          return undefined;
        }
        const node = nodes.get(name);
        if (node === undefined) return undefined;
        const known = await client.get(storageV1.csiNodes, { name }).catch(ignoreNotFound);
        if (known === undefined) await client.create(storageV1.csiNodes, csiNodeOf(node));
        else if (!deepEqual(withDriver(known, node), known))
          await client.update(storageV1.csiNodes, withDriver(known, node));
        return undefined;
      },
    });
}

/** Mirrors the plugins that a kubelet says it leaves to their CSI drivers. */
const migratedPlugins = [
  'aws-ebs',
  'azure-disk',
  'azure-file',
  'cinder',
  'gce-pd',
  'portworx-volume',
  'vsphere-volume',
]
  .map((plugin) => `kubernetes.io/${plugin}`)
  .join(',');

const newLimits: EventHandler<V1Node> = {
  create: ({ object }, queue) => wake(object, queue),
  update({ oldObject, object }, queue) {
    if (limitOf(oldObject) !== limitOf(object)) wake(object, queue);
  },
};

function wake(node: V1Node, queue: WorkQueue<string>): void {
  queue.add(keyOf(node), causeOf(node));
}

function limitOf({ status }: V1Node): string | undefined {
  return status?.allocatable?.[diskLimit];
}

function csiNodeOf(node: V1Node): V1CSINode {
  const { name = '', uid = '' } = node.metadata ?? {};
  return {
    metadata: {
      name,
      annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': migratedPlugins },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: { drivers: [driverOn(node)] },
  };
}

function withDriver(known: V1CSINode, node: V1Node): V1CSINode {
  const others = (known.spec.drivers ?? []).filter(({ name }) => name !== diskDriver);
  return { ...known, spec: { ...known.spec, drivers: [...others, driverOn(node)] } };
}

function driverOn(node: V1Node): V1CSINodeDriver {
  const limit = limitOf(node);
  return {
    name: diskDriver,
    nodeID: node.metadata?.name ?? '',
    topologyKeys: null,
    ...(limit !== undefined && { allocatable: { count: parseQuantity(limit).value() } }),
  };
}
