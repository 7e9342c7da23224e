import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
} from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import { type Controller, causeOf, type EventHandler, type Manager } from '../../controller-runtime/index.ts';
import { claimIndex, claimKeysOf, indexPodsByClaim } from '../kit/pods-by-claim.ts';
import { addProtectionController } from './protection-controller.ts';

/** Adds the controller that keeps claims as long as pods use them. Mirrors kubernetes pkg/controller/volume/pvcprotection. */
export function addClaimProtectionController(manager: Manager): Controller {
  const pods = manager.informers.informer(coreV1.pods);
  indexPodsByClaim(pods);
  return addProtectionController<V1PersistentVolumeClaim>(manager, {
    name: 'persistentvolumeclaim-protection',
    type: coreV1.persistentVolumeClaims,
    finalizer: 'kubernetes.io/pvc-protection',
    watch: (builder) => builder.watches(coreV1.pods, podEvents),
    async isUsed({ metadata }, client) {
      const { namespace = '', name = '' } = metadata ?? {};
      const key = makeKey(namespace, name);
      const uses = (pod: V1Pod) => isScheduled(pod) && claimsOf(pod).includes(key);
      if (pods.indexer.byIndex(claimIndex, key).some(uses)) return true;
      // The cache may be behind.
      const { items } = await client.list(coreV1.pods, { namespace });
      return items.some(uses);
    },
  });
}

function isScheduled({ spec }: V1Pod): boolean {
  return (spec?.nodeName ?? '') !== '';
}

/** The keys of the claims that a pod uses; those that are made for it alone no longer when it has ended. */
function claimsOf(pod: V1Pod): readonly string[] {
  if (!isPodTerminal(pod)) return claimKeysOf(pod);
  const volumes = (pod.spec?.volumes ?? []).filter(({ ephemeral }) => ephemeral === undefined);
  return claimKeysOf({ ...pod, spec: { ...pod.spec, containers: [], volumes } });
}

function addClaimsOf(pod: V1Pod, queue: WorkQueue<string>): void {
  for (const key of claimsOf(pod)) queue.add(key, causeOf(pod));
}

/** Of a pod that runs nothing can be let go. */
const podEvents: EventHandler<V1Pod> = {
  update({ oldObject, object }, queue) {
    if (isPodTerminal(object)) addClaimsOf(oldObject, queue);
  },
  delete: ({ object }, queue) => addClaimsOf(object, queue),
};

/** Adds the controller that keeps volumes as long as they are bound. Mirrors kubernetes pkg/controller/volume/pvprotection. */
export function addVolumeProtectionController(manager: Manager): Controller {
  return addProtectionController<V1PersistentVolume>(manager, {
    name: 'persistentvolume-protection',
    type: coreV1.persistentVolumes,
    finalizer: 'kubernetes.io/pv-protection',
    isUsed: ({ status }) => status?.phase === 'Bound',
  });
}

/**
 * Adds the controller that keeps classes of attributes as long as volumes or claims are of them. Mirrors kubernetes
 * pkg/controller/volume/vacprotection.
 */
export function addAttributesClassProtectionController(manager: Manager): Controller {
  const volumes = manager.informers.informer(coreV1.persistentVolumes).indexer;
  const claims = manager.informers.informer(coreV1.persistentVolumeClaims).indexer;
  return addProtectionController(manager, {
    name: 'volumeattributesclass-protection',
    type: storageV1.volumeAttributesClasses,
    finalizer: 'kubernetes.io/vac-protection',
    watch: (builder) =>
      builder
        .watches(coreV1.persistentVolumes, usersOfClasses(classesOfVolume))
        .watches(coreV1.persistentVolumeClaims, usersOfClasses(classesOfClaim)),
    isUsed({ metadata }) {
      const name = metadata?.name ?? '';
      const isOfClass = (classes: readonly string[]) => classes.includes(name);
      return (
        volumes.list().some((volume) => isOfClass(classesOfVolume(volume))) ||
        claims.list().some((claim) => isOfClass(classesOfClaim(claim)))
      );
    },
  });
}

function classesOfVolume({ spec }: V1PersistentVolume): readonly string[] {
  return [spec?.volumeAttributesClassName ?? ''];
}

function classesOfClaim({ spec, status }: V1PersistentVolumeClaim): readonly string[] {
  const { currentVolumeAttributesClassName: current = '', modifyVolumeStatus: next } = status ?? {};
  return [spec?.volumeAttributesClassName ?? '', current, next?.targetVolumeAttributesClassName ?? ''];
}

/** What was of a class may have been the last. */
function usersOfClasses<T extends V1PersistentVolume | V1PersistentVolumeClaim>(
  classesOf: (object: T) => readonly string[],
): EventHandler<T> {
  const add = (object: T, queue: WorkQueue<string>): void => {
    for (const name of classesOf(object)) if (name !== '') queue.add(name, causeOf(object));
  };
  return {
    update: ({ oldObject }, queue) => add(oldObject, queue),
    delete: ({ object }, queue) => add(object, queue),
  };
}
