import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1StorageClass,
  type V1VolumeAttachment,
  type V1VolumeAttachmentStatus,
} from '../../api/index.ts';
import { formatTime, ignoreNotFound, type KubeObject, type ResourceType } from '../../apimachinery/index.ts';
import type { Client, Indexer } from '../../client/index.ts';
import { storageClassOf } from '../../component-helpers/index.ts';
import {
  addFinalizer,
  controllerManagedBy,
  enqueueRequestForObject,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  removeFinalizer,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { attachedVolume, attachmentsOf, indexAttachments, wakesVolume } from './attachments-of.ts';
import { attacherFinalizer, drivers, parametersOrDefaults } from './driver.ts';
import { SlowWork } from './slow-work.ts';

/**
 * Adds what attaches the volumes of the simulated drivers to nodes and detaches them, some time after it is wanted. Mirrors what the
 * sidecar external-attacher shows of it.
 */
export function addAttacher(manager: Manager): void {
  const { informers } = manager;
  const attachments = informers.informer(storageV1.volumeAttachments);
  indexAttachments(attachments);
  const volumes = informers.informer(coreV1.persistentVolumes).indexer;
  const classes = informers.informer(storageV1.storageClasses).indexer;
  const { clock } = manager.environment;
  controllerManagedBy(manager)
    .named('simulated-attacher')
    .watches(storageV1.volumeAttachments, enqueueRequestForObject<V1VolumeAttachment>())
    .complete(new Attacher(clock, { attachments: attachments.indexer, volumes, classes }));
  controllerManagedBy(manager)
    .named('simulated-attacher-volumes')
    .watches(coreV1.persistentVolumes, enqueueRequestForObject<V1PersistentVolume>())
    .watches(storageV1.volumeAttachments, { delete: wakesVolume })
    .complete({
      async reconcile({ name }, { client }) {
        const volume = volumes.get(name);
        if (volume?.metadata?.deletionTimestamp === undefined) return undefined;
        if (attachmentsOf(attachments, name).length > 0) return undefined;
        await letGo(coreV1.persistentVolumes, volume, client);
        return undefined;
      },
    });
}

interface Listers {
  readonly attachments: Indexer<V1VolumeAttachment>;
  readonly volumes: Indexer<V1PersistentVolume>;
  readonly classes: Indexer<V1StorageClass>;
}

class Attacher {
  readonly #clock: Clock;
  readonly #listers: Listers;
  readonly #attaching: SlowWork;
  readonly #detaching: SlowWork;

  constructor(clock: Clock, listers: Listers) {
    this.#clock = clock;
    this.#listers = listers;
    this.#attaching = new SlowWork(clock);
    this.#detaching = new SlowWork(clock);
  }

  async reconcile(
    { name }: { readonly name: string },
    { client }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const attachment = this.#listers.attachments.get(name);
    const isDeleted = attachment?.metadata?.deletionTimestamp !== undefined;
    if (attachment === undefined || isDeleted || attachment.status?.attached === true)
      this.#attaching.end(name);
    if (attachment === undefined || !isDeleted) this.#detaching.end(name);
    if (attachment === undefined || !drivers.has(attachment.spec.attacher)) return undefined;
    if (isDeleted) return this.#detach(attachment, client);
    return attachment.status?.attached === true ? undefined : this.#attach(attachment, client);
  }

  async #attach(attachment: V1VolumeAttachment, client: Client): Promise<ReconcileResult> {
    const { name = '' } = attachment.metadata ?? {};
    const { volumes, classes } = this.#listers;
    const volume = volumes.get(attachedVolume(attachment));
    if (volume === undefined) return undefined;
    const { attach, attachFailureCode: errorCode } = parametersOrDefaults(
      classes.get(storageClassOf(volume)),
    );
    const tell = (status: V1VolumeAttachmentStatus) =>
      client.updateStatus(storageV1.volumeAttachments, { ...attachment, status });
    return this.#attaching.advance(name, attach, {
      async begin() {
        await keep(coreV1.persistentVolumes, volume, client);
        await keep(storageV1.volumeAttachments, attachment, client);
      },
      fail: (message) =>
        tell({
          attached: false,
          attachError: {
            message,
            time: formatTime(this.#clock.now()),
            ...(errorCode !== undefined && { errorCode }),
          },
        }),
      finish: () => tell({ attached: true }),
    });
  }

  async #detach(attachment: V1VolumeAttachment, client: Client): Promise<ReconcileResult> {
    const { name = '' } = attachment.metadata ?? {};
    const { volumes, classes } = this.#listers;
    const volume = volumes.get(attachedVolume(attachment));
    const storageClass = volume && classes.get(storageClassOf(volume));
    this.#detaching.begin(name, parametersOrDefaults(storageClass).detachDelayMs);
    const leftMs = this.#detaching.leftMs(name);
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    await letGo(storageV1.volumeAttachments, attachment, client);
    return undefined;
  }
}

async function keep<T extends KubeObject>(type: ResourceType<T>, object: T, client: Client): Promise<void> {
  const kept = addFinalizer(object, attacherFinalizer);
  if (kept !== object) await client.update(type, kept);
}

async function letGo<T extends KubeObject>(type: ResourceType<T>, object: T, client: Client): Promise<void> {
  const free = removeFinalizer(object, attacherFinalizer);
  if (free !== object) await client.update(type, free).catch(ignoreNotFound);
}
