import {
  coreV1,
  storageV1,
  type V1CSINode,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StorageClass,
  type V1VolumeAttachment,
} from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import { claimOfVolume, storageClassOf } from '../../component-helpers/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { type ClusterEvent, eventPod } from '../framework/cluster-event.ts';
import type { StateData } from '../framework/cycle-state.ts';
import type { PluginHandle } from '../framework/handle.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';
import { hasClaims, ofOwnClaim } from './claim-events.ts';
import { signedVolumes } from './signature-parts.ts';

const name = 'NodeVolumeLimits';
const tooMany = new Status('Unschedulable', name, 'node(s) exceed max volume count');
const byNode = 'node';
const ofNode = { [byNode]: ({ spec }: V1VolumeAttachment) => [spec.nodeName] };

interface Listers {
  readonly claims: Indexer<V1PersistentVolumeClaim>;
  readonly volumes: Indexer<V1PersistentVolume>;
  readonly classes: Indexer<V1StorageClass>;
  readonly csiNodes: Indexer<V1CSINode>;
  readonly attachments: Indexer<V1VolumeAttachment>;
}

/** The driver of each volume, by `driver/handle`. */
type Volumes = Map<string, string>;

/**
 * A node takes no more volumes of a driver than its CSINode says. Mirrors kubernetes plugins/nodevolumelimits. Differs: volumes
 * of plugins that Kubernetes once had are not counted as those of their drivers.
 */
export function nodeVolumeLimits(_args: unknown, handle: PluginHandle): Plugin {
  const listers: Listers = {
    claims: handle.lister(coreV1.persistentVolumeClaims),
    volumes: handle.lister(coreV1.persistentVolumes),
    classes: handle.lister(storageV1.storageClasses),
    csiNodes: handle.lister(storageV1.csiNodes),
    attachments: handle.lister(storageV1.volumeAttachments, ofNode),
  };
  return {
    name,
    events: [
      { resource: storageV1.csiNodes, action: 'Add' },
      { resource: storageV1.csiNodes, action: 'Update', hint: afterMoreAllowed },
      { resource: 'AssignedPod', action: 'Delete', hint: afterPodWentAway },
      { resource: coreV1.persistentVolumeClaims, action: 'Add', hint: ofOwnClaim },
      { resource: storageV1.volumeAttachments, action: 'Delete', hint: afterDetachment },
    ],
    sign: signedVolumes,
    preFilter(state, { pod }) {
      if (!hasClaims(pod)) return 'skip';
      const volumes: Volumes = new Map();
      addVolumesOf(pod, listers, volumes);
      state.write(name, new WantedVolumes(volumes));
      return undefined;
    },
    filter(state, _pod, node) {
      const wanted = state.read<WantedVolumes>(name)?.volumes ?? none;
      if (wanted.size === 0) return undefined;
      const limits = limitsOf(listers.csiNodes.get(node.name));
      if (limits.size === 0) return undefined;
      return isExceeded(wanted, node, limits, listers) ? tooMany : undefined;
    },
  };
}

const none: ReadonlyMap<string, string> = new Map();

/** What a pod brings along, wherever it goes. */
class WantedVolumes implements StateData {
  readonly volumes: ReadonlyMap<string, string>;

  constructor(volumes: ReadonlyMap<string, string>) {
    this.volumes = volumes;
  }

  clone(): WantedVolumes {
    return this;
  }
}

/** How many volumes of each driver a node takes, where that is said. */
function limitsOf(csiNode: V1CSINode | undefined): ReadonlyMap<string, number> {
  if (csiNode === undefined) return unlimited;
  let limits = knownLimits.get(csiNode);
  if (limits === undefined) {
    limits = new Map(
      (csiNode.spec.drivers ?? []).flatMap(({ name: driver, allocatable }) =>
        allocatable?.count === undefined ? [] : [[driver, allocatable.count] as const],
      ),
    );
    knownLimits.set(csiNode, limits);
  }
  return limits;
}

const unlimited: ReadonlyMap<string, number> = new Map();
const knownLimits = new WeakMap<V1CSINode, ReadonlyMap<string, number>>();

function isExceeded(
  wanted: ReadonlyMap<string, string>,
  node: NodeInfo,
  limits: ReadonlyMap<string, number>,
  listers: Listers,
): boolean {
  const there: Volumes = new Map();
  for (const other of node.pods.values()) addVolumesOf(other.pod, listers, there);
  const added = new Map([...wanted].filter(([volume]) => !there.has(volume)));
  addAttached(node.name, listers, there);
  const taken = countByDriver(there);
  return [...countByDriver(added)].some(
    ([driver, count]) => (taken.get(driver) ?? 0) + count > (limits.get(driver) ?? Number.POSITIVE_INFINITY),
  );
}

/** Mirrors filterAttachableVolumes. A claim that is missing counts nothing: the other plugins turn its pod away. */
function addVolumesOf({ metadata, spec }: V1Pod, listers: Listers, volumes: Volumes): void {
  for (const volume of spec?.volumes ?? []) {
    const claimed = claimOfVolume(metadata?.name ?? '', volume);
    const claim = claimed && listers.claims.get(makeKey(metadata?.namespace ?? '', claimed.claimName));
    if (claim !== undefined) addVolumeOf(claim, listers, volumes);
  }
}

/** A claim that has no volume yet counts as one that will be of its class. Mirrors getCSIDriverInfo. */
function addVolumeOf(claim: V1PersistentVolumeClaim, { volumes, classes }: Listers, to: Volumes): void {
  const volume = volumes.get(claim.spec?.volumeName ?? '');
  if (volume !== undefined) {
    const { driver, volumeHandle } = volume.spec?.csi ?? {};
    if (driver && volumeHandle) to.set(`${driver}/${volumeHandle}`, driver);
    return;
  }
  const provisioner = classes.get(storageClassOf(claim))?.provisioner;
  const { namespace, name: claimName } = claim.metadata ?? {};
  // No handle has a line break in it.
  if (provisioner) to.set(`${provisioner}/\n${namespace}/${claimName}`, provisioner);
}

/** What is attached though no pod has it, or not yet. Mirrors getNodeVolumeAttachmentInfo. */
function addAttached(nodeName: string, { attachments, volumes }: Listers, to: Volumes): void {
  for (const { spec } of attachments.byIndex(byNode, nodeName)) {
    const { attacher, source } = spec;
    const handle = volumes.get(source.persistentVolumeName ?? '')?.spec?.csi?.volumeHandle;
    if (handle !== undefined) to.set(`${attacher}/${handle}`, attacher);
  }
}

function countByDriver(volumes: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const driver of volumes.values()) counts.set(driver, (counts.get(driver) ?? 0) + 1);
  return counts;
}

/** A node takes more volumes of a driver than before. */
function afterMoreAllowed(_pod: PodInfo, { before, after }: ClusterEvent): boolean {
  const [old, now] = [before, after].map((of) => limitsOf(of as V1CSINode | undefined));
  return [...(now ?? [])].some(([driver, limit]) => limit > (old?.get(driver) ?? 0));
}

function afterPodWentAway(_pod: PodInfo, event: ClusterEvent): boolean {
  const gone = eventPod(event).before;
  return gone !== undefined && hasClaims(gone);
}

function afterDetachment({ pod }: PodInfo): boolean {
  return pod.spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined) === true;
}
