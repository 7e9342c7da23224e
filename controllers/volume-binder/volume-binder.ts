import {
  coreV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
} from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  enqueueRequestForObject,
  enqueueRequestsFromMapFunc,
  type Manager,
} from '../../controller-runtime/index.ts';
import { BinderCaches } from './binder-caches.ts';
import { ClaimReconciler } from './claim-reconciler.ts';
import { recycledBy } from './recycle.ts';
import { VolumeReconciler } from './volume-reconciler.ts';

/**
 * Adds the controller that binds claims and volumes to one another. Mirrors kubernetes pkg/controller/volume/persistentvolume.
 * Claims and volumes have a worker each, as there: two of a kind could give one volume away twice.
 */
export function addVolumeBinder(manager: Manager): Controller {
  const caches = new BinderCaches(manager);
  const recorder = manager.eventRecorderFor('persistentvolume-controller');
  const claims: Controller = controllerManagedBy(manager)
    .named('persistentvolume-binder-claims')
    .watches(coreV1.persistentVolumeClaims, enqueueRequestForObject<V1PersistentVolumeClaim>())
    .watches(coreV1.persistentVolumes, lostVolumes)
    .complete(new ClaimReconciler(caches, recorder));
  controllerManagedBy(manager)
    .named('persistentvolume-binder-volumes')
    .watches(coreV1.persistentVolumes, enqueueRequestForObject<V1PersistentVolume>())
    .watches(coreV1.persistentVolumeClaims, lostClaims)
    .watches(coreV1.pods, recyclers)
    .complete(
      new VolumeReconciler({ caches, recorder, wakeClaim: (key, cause) => claims.queue.add(key, cause) }),
    );
  return claims;
}

/** The claim of a volume that is gone has lost it. */
const lostVolumes: EventHandler<V1PersistentVolume> = {
  delete({ object }, queue) {
    const { namespace, name = '' } = object.spec?.claimRef ?? {};
    if (name !== '') queue.add(makeKey(namespace, name), causeOf(object));
  },
};

/** The volume of a claim that is gone is released. */
const lostClaims: EventHandler<V1PersistentVolumeClaim> = {
  delete({ object }, queue) {
    const { volumeName = '' } = object.spec ?? {};
    if (volumeName !== '') queue.add(volumeName, causeOf(object));
  },
};

const recyclers = enqueueRequestsFromMapFunc<V1Pod>((pod) => {
  const volume = recycledBy(pod);
  return volume === undefined ? [] : [volume];
});
