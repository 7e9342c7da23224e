import { coreV1, type V1PersistentVolumeClaim } from '../../api/index.ts';
import { keyOf, makeKey } from '../../apimachinery/index.ts';
import { isTooSmall, requestedStorage } from '../../component-helpers/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { reportAbout } from '../kit/report.ts';

/**
 * Adds the controller that tells who is waited for when a claim grows: none of the volumes that there are can be made larger by
 * Kubernetes itself. Mirrors kubernetes pkg/controller/volume/expand.
 */
export function addVolumeExpander(manager: Manager): Controller {
  const claims = manager.informers.informer(coreV1.persistentVolumeClaims).indexer;
  const volumes = manager.informers.informer(coreV1.persistentVolumes).indexer;
  const recorder = manager.eventRecorderFor('volume_expand');
  return controllerManagedBy(manager)
    .named('persistentvolume-expander')
    .watches(coreV1.persistentVolumeClaims, growing)
    .complete({
      async reconcile({ namespace, name }, { cause }) {
        const claim = claims.get(makeKey(namespace, name));
        if (claim === undefined || !isTooSmall(claim)) return undefined;
        const volume = volumes.get(claim.spec?.volumeName ?? '');
        const reference = volume?.spec?.claimRef;
        if (reference?.namespace !== namespace || reference.uid !== claim.metadata?.uid)
          throw new Error(`persistent Volume is not bound to PVC being updated : ${namespace}/${name}`);
        const message = 'waiting for an external controller to expand this PVC';
        reportAbout(
          recorder,
          coreV1.persistentVolumeClaims,
          claim,
          cause,
        )('Normal', 'ExternalExpanding', message);
        return undefined;
      },
    });
}

const growing: EventHandler<V1PersistentVolumeClaim> = {
  create({ object }, queue) {
    if (isTooSmall(object)) queue.add(keyOf(object), causeOf(object));
  },
  update({ oldObject, object }, queue) {
    const grows = requestedStorage(object).compare(requestedStorage(oldObject)) > 0;
    if (grows && isTooSmall(object)) queue.add(keyOf(object), causeOf(object));
  },
};
