import {
  coreV1,
  storageV1,
  type V1CSIDriver,
  type V1CSIStorageCapacity,
  type V1StorageClass,
} from '../../../api/index.ts';
import { deepEqual, keyOf, parseQuantity } from '../../../apimachinery/index.ts';
import { volumeIndexes } from '../../../component-helpers/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { ClusterEvent, EventInterest } from '../../framework/cluster-event.ts';
import type { CycleState, StateData } from '../../framework/cycle-state.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import { Status } from '../../framework/status.ts';
import type { VolumeBindingArgs } from '../args.ts';
import { AssumedObjects } from '../assumed-objects.ts';
import { ofOwnClaim } from '../claim-events.ts';
import { signedVolumes } from '../signature-parts.ts';
import { type AssumedVolumes, assume, bindVolumes, takeBack } from './bind-volumes.ts';
import { findVolumes, type PodVolumes } from './find-volumes.ts';
import { type PodClaims, podClaims } from './pod-claims.ts';

const name = 'VolumeBinding';
const immediate = new Status(
  'UnschedulableAndUnresolvable',
  name,
  'pod has unbound immediate PersistentVolumeClaims',
);

/** What is to be done on each node that will do; once a node was chosen, what was decided there. */
class VolumeState implements StateData {
  readonly claims: PodClaims;
  readonly byNode = new Map<string, PodVolumes>();
  assumed: AssumedVolumes | undefined;

  constructor(claims: PodClaims) {
    this.claims = claims;
  }

  /** Shared: what a copy finds out of a node is as true for the original. */
  clone(): VolumeState {
    return this;
  }
}

/**
 * A pod comes where its volumes can be reached, or can be made; they are bound before it is. Mirrors kubernetes
 * plugins/volumebinding. Differs: volumes of plugins that Kubernetes once had are not looked at as those of their drivers.
 */
export function volumeBinding({ bindTimeoutSeconds }: VolumeBindingArgs, handle: PluginHandle): Plugin {
  const listers = {
    claims: new AssumedObjects(handle, coreV1.persistentVolumeClaims),
    volumes: new AssumedObjects(handle, coreV1.persistentVolumes, volumeIndexes),
    classes: handle.lister(storageV1.storageClasses),
    drivers: handle.lister(storageV1.csiDrivers),
    capacities: handle.lister(storageV1.csiStorageCapacities),
  };
  const pods = handle.lister(coreV1.pods);
  const stateOf = (state: CycleState) => state.read<VolumeState>(name);
  return {
    name,
    events,
    sign: signedVolumes,
    preFilter(state, { pod }) {
      const claims = podClaims(pod, listers);
      if (claims === undefined) return 'skip';
      if (typeof claims === 'string') return new Status('UnschedulableAndUnresolvable', name, claims);
      if (claims.unboundImmediate.length > 0) return immediate;
      state.write(name, new VolumeState(claims));
      return undefined;
    },
    filter(state, _pod, { name: nodeName, node }) {
      const known = stateOf(state);
      if (known === undefined || node === undefined) return undefined;
      const found = findVolumes(known.claims, node, listers);
      if (!('bindings' in found)) return new Status('UnschedulableAndUnresolvable', name, ...found);
      known.byNode.set(nodeName, found);
      return undefined;
    },
    reserve(state, _pod, nodeName) {
      const known = stateOf(state);
      const found = known?.byNode.get(nodeName);
      if (known === undefined || found === undefined) return undefined;
      if (found.bindings.length + found.provisions.length > 0)
        known.assumed = assume(found, nodeName, listers);
      return undefined;
    },
    unreserve(state) {
      const assumed = stateOf(state)?.assumed;
      if (assumed !== undefined) takeBack(assumed, listers);
    },
    preBindPreFlight(state) {
      return stateOf(state)?.assumed === undefined ? 'skip' : undefined;
    },
    async preBind(state, { pod, uid }, nodeName, signal) {
      const assumed = stateOf(state)?.assumed;
      if (assumed === undefined) return undefined;
      const failure = await bindVolumes(pod, assumed, {
        clock: handle.environment.clock,
        signal,
        timeoutMs: bindTimeoutSeconds * 1_000,
        client: handle.clientFor(state),
        listers,
        pause: (delayMs) => handle.pause(delayMs),
        node: () => handle.snapshot.node(nodeName)?.node,
        isWanted: (wanted) => pods.get(keyOf(wanted))?.metadata?.uid === uid,
      });
      return failure === undefined ? undefined : new Status('Error', name, failure);
    },
  };
}

const events: readonly EventInterest[] = [
  { resource: storageV1.storageClasses, action: 'Add' },
  { resource: storageV1.storageClasses, action: 'Update', hint: afterClassChange },
  { resource: coreV1.persistentVolumeClaims, action: 'Add', hint: ofOwnClaim },
  { resource: coreV1.persistentVolumeClaims, action: 'Update', hint: ofOwnClaim },
  { resource: coreV1.persistentVolumes, action: 'Add' },
  { resource: coreV1.persistentVolumes, action: 'Update' },
  { resource: 'Node', action: 'Add' },
  { resource: 'Node', action: 'UpdateLabel' },
  { resource: storageV1.csiDrivers, action: 'Update', hint: afterDriverChange },
  { resource: storageV1.csiStorageCapacities, action: 'Add' },
  { resource: storageV1.csiStorageCapacities, action: 'Update', hint: afterCapacityChange },
];

function afterClassChange(_pod: PodInfo, { before, after }: ClusterEvent): boolean {
  const topologies = (of: ClusterEvent['after']) => (of as V1StorageClass | undefined)?.allowedTopologies;
  return !deepEqual(topologies(before), topologies(after));
}

/** A driver that stops telling how much it has. */
function afterDriverChange({ pod }: PodInfo, { before, after }: ClusterEvent): boolean {
  const tells = (of: ClusterEvent['after']) => (of as V1CSIDriver | undefined)?.spec.storageCapacity === true;
  const isUsed = pod.spec?.volumes?.some(({ csi }) => csi?.driver === after?.metadata?.name) === true;
  return isUsed && tells(before) && !tells(after);
}

function afterCapacityChange(_pod: PodInfo, { before, after }: ClusterEvent): boolean {
  const [old, now] = [before, after].map((of) => {
    const { maximumVolumeSize, capacity } = (of as V1CSIStorageCapacity | undefined) ?? {};
    const limit = maximumVolumeSize ?? capacity;
    return limit === undefined ? undefined : parseQuantity(limit);
  });
  return now !== undefined && (old === undefined || now.compare(old) > 0);
}
