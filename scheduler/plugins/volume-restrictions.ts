import { coreV1, type V1PersistentVolumeClaim, type V1Pod, type V1Volume } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { type ClusterEvent, eventPod } from '../framework/cluster-event.ts';
import type { StateData } from '../framework/cycle-state.ts';
import type { PluginHandle, Snapshot } from '../framework/handle.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';
import { namedClaims, ofNamedClaim } from './claim-events.ts';
import { signedVolumes } from './signature-parts.ts';

const name = 'VolumeRestrictions';
const diskTaken = new Status('Unschedulable', name, 'node(s) had no available disk');
const claimTaken = new Status(
  'Unschedulable',
  name,
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
);

/** How often the pods that have a node use the claims of this one which only one pod may use. */
class ExclusiveClaims implements StateData {
  readonly #claims: ReadonlySet<string>;
  uses: number;

  constructor(claims: ReadonlySet<string>, uses: number) {
    this.#claims = claims;
    this.uses = uses;
  }

  clone(): ExclusiveClaims {
    return new ExclusiveClaims(this.#claims, this.uses);
  }

  /** The pod is there too, or (-1) no longer. */
  count(pod: V1Pod, times: 1 | -1): undefined {
    this.uses += times * namedClaims(pod).filter((claim) => this.#claims.has(claim)).length;
  }
}

/**
 * A disk that only one pod may use is not given to two on a node, and a ReadWriteOncePod claim not to two pods at all.
 * Mirrors kubernetes plugins/volumerestrictions.
 */
export function volumeRestrictions(_args: unknown, handle: PluginHandle): Plugin {
  const claims = handle.lister(coreV1.persistentVolumeClaims);
  return {
    name,
    events: [
      { resource: 'AssignedPod', action: 'Delete', hint: afterPodWentAway },
      { resource: 'Node', action: 'Add' },
      { resource: coreV1.persistentVolumeClaims, action: 'Add', hint: ofNamedClaim },
    ],
    sign: signedVolumes,
    preFilter(state, { pod }) {
      if (pod.spec?.volumes === undefined) return 'skip';
      const exclusive = exclusiveClaims(pod, claims);
      if (exclusive instanceof Status) return exclusive;
      const uses = [...exclusive].filter((claim) => isUsed(pod, claim, handle.snapshot)).length;
      if (uses === 0 && !pod.spec.volumes.some(isDisk)) return 'skip';
      state.write(name, new ExclusiveClaims(exclusive, uses));
      return undefined;
    },
    addPod: (state, _pod, other) => state.read<ExclusiveClaims>(name)?.count(other.pod, 1),
    removePod: (state, _pod, other) => state.read<ExclusiveClaims>(name)?.count(other.pod, -1),
    filter(state, { pod }, { pods }) {
      if (conflictsWithAny(pod, pods.values())) return diskTaken;
      return (state.read<ExclusiveClaims>(name)?.uses ?? 0) > 0 ? claimTaken : undefined;
    },
  };
}

/** The claims of a pod that only one pod may use, or that one is missing. */
function exclusiveClaims(pod: V1Pod, claims: Indexer<V1PersistentVolumeClaim>): ReadonlySet<string> | Status {
  const exclusive = new Set<string>();
  for (const claimName of namedClaims(pod)) {
    const claim = claims.get(makeKey(pod.metadata?.namespace ?? '', claimName));
    if (claim === undefined) return missingClaim(name, claimName);
    if (claim.spec?.accessModes?.includes('ReadWriteOncePod') === true) exclusive.add(claimName);
  }
  return exclusive;
}

/** What plugins say of a claim that is not there. */
export function missingClaim(plugin: string, claimName: string): Status {
  const why = `persistentvolumeclaim ${JSON.stringify(claimName)} not found`;
  return new Status('UnschedulableAndUnresolvable', plugin, why);
}

/** Whether a pod that has a node uses the claim. Mirrors IsPVCUsedByPods. */
function isUsed({ metadata }: V1Pod, claimName: string, snapshot: Snapshot): boolean {
  const uses = ({ pod }: PodInfo) =>
    pod.metadata?.namespace === metadata?.namespace && namedClaims(pod).includes(claimName);
  return snapshot.nodes().some(({ pods }) => [...pods.values()].some(uses));
}

/** A volume that a pod names itself, of a kind that cannot be had twice. */
function isDisk({ gcePersistentDisk, awsElasticBlockStore, iscsi, rbd }: V1Volume): boolean {
  return [gcePersistentDisk, awsElasticBlockStore, iscsi, rbd].some((source) => source !== undefined);
}

function conflictsWithAny(pod: V1Pod, others: Iterable<PodInfo>): boolean {
  const disks = pod.spec?.volumes?.filter(isDisk) ?? [];
  if (disks.length === 0) return false;
  for (const other of others) if (conflicts(disks, other.pod)) return true;
  return false;
}

function conflicts(disks: readonly V1Volume[], { spec }: V1Pod): boolean {
  return disks.some((disk) => spec?.volumes?.some((other) => areOne(disk, other)) === true);
}

/** Whether two volumes are one disk that not both pods may have. Mirrors isVolumeConflict. */
function areOne(a: V1Volume, b: V1Volume): boolean {
  const { gcePersistentDisk: gce, awsElasticBlockStore: ebs, iscsi, rbd } = a;
  if (gce !== undefined && gce.pdName === b.gcePersistentDisk?.pdName)
    return !areReadOnly(gce, b.gcePersistentDisk);
  if (ebs !== undefined && ebs.volumeID === b.awsElasticBlockStore?.volumeID) return true;
  if (iscsi !== undefined && iscsi.iqn === b.iscsi?.iqn) return !areReadOnly(iscsi, b.iscsi);
  if (rbd === undefined || b.rbd === undefined) return false;
  const isSame = rbd.pool === b.rbd.pool && rbd.image === b.rbd.image;
  const monitors = b.rbd.monitors;
  return isSame && rbd.monitors.some((one) => monitors.includes(one)) && !areReadOnly(rbd, b.rbd);
}

function areReadOnly(...sources: readonly { readonly readOnly?: boolean }[]): boolean {
  return sources.every(({ readOnly }) => readOnly === true);
}

/** It had a disk or a claim that the pod wants. */
function afterPodWentAway({ pod }: PodInfo, event: ClusterEvent): boolean {
  const gone = eventPod(event).before;
  if (gone === undefined || gone.metadata?.namespace !== pod.metadata?.namespace) return false;
  if (conflicts(pod.spec?.volumes?.filter(isDisk) ?? [], gone)) return true;
  const claims = namedClaims(pod);
  return namedClaims(gone).some((claim) => claims.includes(claim));
}
