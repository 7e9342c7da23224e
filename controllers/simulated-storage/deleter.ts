import { coreV1, storageV1, type V1PersistentVolume } from '../../api/index.ts';
import { ignoreNotFound } from '../../apimachinery/index.ts';
import { storageAnnotations, storageClassOf } from '../../component-helpers/index.ts';
import {
  type Controller,
  containsFinalizer,
  controllerManagedBy,
  enqueueRequestForObject,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  removeFinalizer,
} from '../../controller-runtime/index.ts';
import { attachmentsOf, indexAttachments, wakesVolume } from './attachments-of.ts';
import { deletionFinalizer, drivers, parametersOrDefaults } from './driver.ts';
import { SlowWork } from './slow-work.ts';

/** Adds what deletes the volumes of the simulated drivers that are released and detached. Mirrors what external-provisioner shows of it. */
export function addDeleter(manager: Manager): Controller {
  const { environment, informers } = manager;
  const volumes = informers.informer(coreV1.persistentVolumes).indexer;
  const classes = informers.informer(storageV1.storageClasses).indexer;
  const attachments = informers.informer(storageV1.volumeAttachments);
  indexAttachments(attachments);
  const work = new SlowWork(environment.clock);

  const reconcile = async (name: string, { client }: ReconcileContext): Promise<ReconcileResult> => {
    const volume = volumes.get(name);
    if (volume === undefined || !isToGo(volume) || attachmentsOf(attachments, name).length > 0) {
      work.end(name);
      return undefined;
    }
    work.begin(name, parametersOrDefaults(classes.get(storageClassOf(volume))).deleteDelayMs);
    const leftMs = work.leftMs(name);
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    if (volume.metadata?.deletionTimestamp === undefined) {
      await client.delete(coreV1.persistentVolumes, { name }).catch(ignoreNotFound);
      // The event of the deletion has it looked at again.
      return undefined;
    }
    const free = removeFinalizer(volume, deletionFinalizer);
    await client.update(coreV1.persistentVolumes, free).catch(ignoreNotFound);
    return undefined;
  };

  return controllerManagedBy(manager)
    .named('simulated-deleter')
    .watches(coreV1.persistentVolumes, enqueueRequestForObject<V1PersistentVolume>())
    .watches(storageV1.volumeAttachments, { delete: wakesVolume })
    .complete({ reconcile: ({ name }, context) => reconcile(name, context) });
}

/** A volume of a driver of ours that nobody has any more, and that is not to be kept. */
function isToGo(volume: V1PersistentVolume): boolean {
  const { metadata, spec, status } = volume;
  if (metadata === undefined) return false;
  if (!drivers.has(metadata.annotations?.[storageAnnotations.provisionedBy] ?? '')) return false;
  if (!containsFinalizer(volume, deletionFinalizer)) return false;
  const isReleased = status?.phase === 'Released' && spec?.persistentVolumeReclaimPolicy === 'Delete';
  return isReleased || (metadata.deletionTimestamp !== undefined && status?.phase !== 'Bound');
}
