import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1StorageClass,
  type V1VolumeAttachment,
} from '../../api/index.ts';
import { formatTime, ignoreNotFound } from '../../apimachinery/index.ts';
import type { Client, Indexer } from '../../client/index.ts';
import { storageClassOf } from '../../component-helpers/index.ts';
import {
  controllerManagedBy,
  enqueueRequestForObject,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
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
        if (!isKept(volume)) return undefined;
        await client.update(coreV1.persistentVolumes, letGo(volume)).catch(ignoreNotFound);
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
    const parameters = parametersOrDefaults(classes.get(storageClassOf(volume)));
    if (this.#attaching.begin(name, parameters.attachDelayMs)) {
      if (!isKept(volume)) await client.update(coreV1.persistentVolumes, keep(volume));
      if (!isKept(attachment)) await client.update(storageV1.volumeAttachments, keep(attachment));
    }
    const leftMs = this.#attaching.leftMs(name);
    const { attachFailure, failures } = parameters;
    const background = attachFailure !== undefined && failures === Number.POSITIVE_INFINITY;
    if (leftMs > 0)
      return { requeueAfterMs: leftMs, background: background && this.#attaching.failures(name) > 0 };
    const fails = attachFailure !== undefined && this.#attaching.failures(name) < failures;
    const time = formatTime(this.#clock.now());
    const status = fails
      ? { attached: false, attachError: { message: attachFailure, time } }
      : { attached: true };
    await client.updateStatus(storageV1.volumeAttachments, { ...attachment, status });
    if (!fails) return undefined;
    return { requeueAfterMs: this.#attaching.fail(name, parameters.attachDelayMs).leftMs, background };
  }

  async #detach(attachment: V1VolumeAttachment, client: Client): Promise<ReconcileResult> {
    const { name = '' } = attachment.metadata ?? {};
    const { volumes, classes } = this.#listers;
    const volume = volumes.get(attachedVolume(attachment));
    const storageClass = volume && classes.get(storageClassOf(volume));
    this.#detaching.begin(name, parametersOrDefaults(storageClass).detachDelayMs);
    const leftMs = this.#detaching.leftMs(name);
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    if (isKept(attachment))
      await client.update(storageV1.volumeAttachments, letGo(attachment)).catch(ignoreNotFound);
    return undefined;
  }
}

type Kept = V1PersistentVolume | V1VolumeAttachment;

function isKept({ metadata }: Kept): boolean {
  return metadata?.finalizers?.includes(attacherFinalizer) === true;
}

function keep<T extends Kept>(object: T): T {
  const finalizers = [...(object.metadata?.finalizers ?? []), attacherFinalizer];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

function letGo<T extends Kept>(object: T): T {
  const finalizers = object.metadata?.finalizers?.filter((one) => one !== attacherFinalizer) ?? [];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
