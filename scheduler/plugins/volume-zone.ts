import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StorageClass,
} from '../../api/index.ts';
import { deepEqual, makeKey } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import { storageClassOf, waitsForConsumer } from '../../component-helpers/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { ClusterEvent } from '../framework/cluster-event.ts';
import type { StateData } from '../framework/cycle-state.ts';
import type { PluginHandle } from '../framework/handle.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';
import { namedClaims, ofNamedClaim } from './claim-events.ts';
import { signedVolumes } from './signature-parts.ts';
import { missingClaim } from './volume-restrictions.ts';

const name = 'VolumeZone';
const elsewhere = refusal('node(s) had no available volume zone');

const [zone, region] = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];
/** The labels that say where a volume is, each with the name it has today. */
const placeLabels: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', zone],
  ['failure-domain.beta.kubernetes.io/region', region],
  [zone, zone],
  [region, region],
]);

/** Where a volume is, as one of its labels says. */
interface Place {
  readonly label: string;
  readonly values: readonly string[];
}

class Places implements StateData {
  readonly places: readonly Place[];

  constructor(places: readonly Place[]) {
    this.places = places;
  }

  clone(): Places {
    return this;
  }
}

interface Listers {
  readonly claims: Indexer<V1PersistentVolumeClaim>;
  readonly volumes: Indexer<V1PersistentVolume>;
  readonly classes: Indexer<V1StorageClass>;
}

/** A pod comes into the zones of its volumes, as their labels say. Mirrors kubernetes plugins/volumezone. */
export function volumeZone(_args: unknown, handle: PluginHandle): Plugin {
  const listers = {
    claims: handle.lister(coreV1.persistentVolumeClaims),
    volumes: handle.lister(coreV1.persistentVolumes),
    classes: handle.lister(storageV1.storageClasses),
  };
  return {
    name,
    events: [
      { resource: storageV1.storageClasses, action: 'Add', hint: afterClassAdded },
      { resource: 'Node', action: 'Add' },
      { resource: 'Node', action: 'UpdateLabel' },
      { resource: coreV1.persistentVolumeClaims, action: 'Add', hint: ofNamedClaim },
      { resource: coreV1.persistentVolumeClaims, action: 'Update', hint: ofNamedClaim },
      { resource: coreV1.persistentVolumes, action: 'Add' },
      { resource: coreV1.persistentVolumes, action: 'Update', hint: afterMove },
    ],
    sign: signedVolumes,
    preFilter(state, { pod }) {
      if (pod.spec?.volumes === undefined) return 'skip';
      const places = placesOf(pod, listers);
      if (places instanceof Status) return places;
      if (places.length === 0) return 'skip';
      state.write(name, new Places(places));
      return undefined;
    },
    filter(state, _pod, { labels }) {
      if (![...placeLabels.keys()].some((label) => labels[label] !== undefined)) return undefined;
      for (const { label, values } of state.read<Places>(name)?.places ?? []) {
        const place = labels[label] ?? labels[placeLabels.get(label) ?? ''];
        if (place === undefined || !values.includes(place)) return elsewhere;
      }
      return undefined;
    },
  };
}

/** Where the volumes of a pod are, or why there is no use in looking for a node. Mirrors getPVbyPod. */
function placesOf(pod: V1Pod, listers: Listers): readonly Place[] | Status {
  const places: Place[] = [];
  for (const claimName of namedClaims(pod)) {
    const claim = listers.claims.get(makeKey(pod.metadata?.namespace ?? '', claimName));
    if (claim === undefined) return missingClaim(name, claimName);
    const volumeName = claim.spec?.volumeName;
    if (!volumeName) {
      const problem = unboundProblem(claim, listers.classes);
      if (problem !== undefined) return refusal(problem);
      continue;
    }
    const volume = listers.volumes.get(volumeName);
    if (volume === undefined) return refusal(`persistentvolume ${JSON.stringify(volumeName)} not found`);
    places.push(...placesOfVolume(volume));
  }
  return places;
}

/** Why a claim without a volume cannot wait for its pod. */
function unboundProblem(
  claim: V1PersistentVolumeClaim,
  classes: Indexer<V1StorageClass>,
): string | undefined {
  const className = storageClassOf(claim);
  if (className === '') return 'PersistentVolumeClaim had no pv name and storageClass name';
  const storageClass = classes.get(className);
  if (storageClass === undefined) return `storageclass.storage.k8s.io ${JSON.stringify(className)} not found`;
  return waitsForConsumer(storageClass) ? undefined : 'PersistentVolume had no name';
}

function refusal(why: string): Status {
  return new Status('UnschedulableAndUnresolvable', name, why);
}

/** A label may name several, as `a__b`; what has an empty name among them says nothing. Mirrors getPVTopologies. */
function placesOfVolume({ metadata }: V1PersistentVolume): readonly Place[] {
  return [...placeLabels.keys()].flatMap((label) => {
    const text = metadata?.labels?.[label];
    const values = text?.split('__').map((one) => one.trim()) ?? [''];
    return values.includes('') ? [] : [{ label, values }];
  });
}

function afterClassAdded(_pod: PodInfo, { after }: ClusterEvent): boolean {
  const added: V1StorageClass | undefined = after as V1StorageClass | undefined;
  return waitsForConsumer(added);
}

/** The labels of a volume say another place. */
function afterMove(_pod: PodInfo, { before, after }: ClusterEvent): boolean {
  const [old, now] = [before, after].map((volume) => placesOfVolume(volume ?? {}));
  return !deepEqual(old, now);
}
