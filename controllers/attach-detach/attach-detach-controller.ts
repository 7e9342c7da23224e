import type {
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1VolumeAttachment,
} from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import { managedAttachAnnotation } from '../../component-helpers/index.ts';
import {
  type Controller,
  causeOf,
  createController,
  type EventHandler,
  kind,
  type Manager,
} from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import { adds, KeyTimers } from '../kit/key-timers.ts';
import { claimIndex } from '../kit/pods-by-claim.ts';
import { Attachments } from './attachments.ts';
import { isPodTerminated, KnownVolumes } from './known-volumes.ts';
import { NodeReports } from './node-reports.ts';
import { VolumeEvents } from './volume-events.ts';
import { VolumeReconciler } from './volume-reconciler.ts';

/**
 * Adds the controller that has volumes attached to the nodes of the pods that use them, and detached when these are gone. A
 * request is what nodes call a volume. Mirrors kubernetes pkg/controller/volume/attachdetach, for volumes of CSI drivers:
 * nothing has to be attached for those of the other plugins that Kubernetes has left, and their attachment is not told.
 */
export function addAttachDetachController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const { clock, trace } = environment;
  const known = new KnownVolumes(informers);
  const attachments = new Attachments();
  const reports = new NodeReports(known.nodes.indexer, attachments);
  const events = new VolumeEvents(manager.eventRecorderFor('attachdetach-controller'));
  const timers = new KeyTimers(
    'attachdetach-timers',
    clock,
    adds(() => controller.queue, trace),
  );
  const controller: Controller = createController<string>(manager, 'attachdetach', {
    keyOf: (name) => name,
    reconciler: new VolumeReconciler({ clock, known, attachments, reports, events, timers }),
  });
  controller.watch(kind(known.drivers, {}));
  controller.watch(kind(known.volumes, volumeEvents(known)));
  controller.watch(kind(known.claims, claimEvents(known)));
  controller.watch(kind(known.nodes, nodeEvents(known, attachments, reports)));
  controller.watch(kind(known.attachments, attachmentEvents(known)));
  controller.watch(kind(known.pods, podEvents(known, attachments)));
  manager.add(timers);
  manager.add(controller);
  return controller;
}

function addAll(names: Iterable<string>, queue: WorkQueue<string>, cause: Cause | undefined): void {
  for (const name of names) queue.add(name, cause);
}

/** A pod has come to a node, or uses its volumes no more. */
function podEvents(known: KnownVolumes, attachments: Attachments): EventHandler<V1Pod> {
  const nodeOf = ({ spec }: V1Pod) => spec?.nodeName ?? '';
  const wake = (pod: V1Pod, queue: WorkQueue<string>): void => {
    if (pod.spec?.volumes !== undefined && nodeOf(pod) !== '')
      addAll(known.namesOfPod(pod), queue, causeOf(pod));
  };
  return {
    create: ({ object }, queue) => wake(object, queue),
    update({ oldObject, object }, queue) {
      if (object.spec?.volumes === undefined) return;
      const isPlaced = nodeOf(object) !== nodeOf(oldObject);
      if (isPlaced || isPodTerminated(object) !== isPodTerminated(oldObject)) wake(object, queue);
    },
    delete({ object }, queue) {
      wake(object, queue);
      // Its claims may be gone before it, and nobody can say then what they were.
      if (object.spec?.volumes !== undefined)
        addAll(
          attachments.on(nodeOf(object)).map(({ volume }) => volume),
          queue,
          causeOf(object),
        );
    },
  };
}

/** A pod has been placed before its claim was bound. */
function claimEvents(known: KnownVolumes): EventHandler<V1PersistentVolumeClaim> {
  const wake = ({ object }: { readonly object: V1PersistentVolumeClaim }, queue: WorkQueue<string>) => {
    const { volumeName = '' } = object.spec ?? {};
    if (object.status?.phase !== 'Bound' || volumeName === '') return;
    if (known.pods.indexer.indexKeys(claimIndex, keyOf(object)).length === 0) return;
    const name = known.nameOf(known.volumes.indexer.get(volumeName));
    if (name !== undefined) queue.add(name, causeOf(object));
  };
  return { create: wake, update: wake };
}

/** It may have been seen late that a volume is bound. */
function volumeEvents(known: KnownVolumes): EventHandler<V1PersistentVolume> {
  const wake = ({ object }: { readonly object: V1PersistentVolume }, queue: WorkQueue<string>) => {
    const name = object.spec?.claimRef === undefined ? undefined : known.nameOf(object);
    if (name !== undefined) queue.add(name, causeOf(object));
  };
  return { create: wake, update: wake };
}

/** The driver has done something; what is there as the controller starts may be attached or not. */
function attachmentEvents(known: KnownVolumes): EventHandler<V1VolumeAttachment> {
  const wake = ({ object }: { readonly object: V1VolumeAttachment }, queue: WorkQueue<string>) => {
    const { persistentVolumeName = '' } = object.spec.source;
    const name = known.nameOf(known.volumes.indexer.get(persistentVolumeName));
    if (name !== undefined) queue.add(name, causeOf(object));
  };
  return {
    create(event, queue) {
      const { source, nodeName } = event.object.spec;
      if (event.isInInitialList) known.found(source.persistentVolumeName ?? '', nodeName);
      wake(event, queue);
    },
    update: wake,
    delete: wake,
  };
}

/** What a node uses decides about what may be detached, and so does whether it is well. */
function nodeEvents(
  known: KnownVolumes,
  attachments: Attachments,
  reports: NodeReports,
): EventHandler<V1Node> {
  const observe = ({ metadata, status }: V1Node): void => {
    const { name = '', annotations } = metadata ?? {};
    if (annotations?.[managedAttachAnnotation] !== undefined) known.managedNodes.add(name);
    for (const attachment of attachments.on(name))
      attachment.mounted = status?.volumesInUse?.includes(attachment.volume) === true;
  };
  const wake = (node: V1Node, queue: WorkQueue<string>): void =>
    addAll(
      attachments.on(node.metadata?.name ?? '').map(({ volume }) => volume),
      queue,
      causeOf(node),
    );
  return {
    create({ object, isInInitialList }, queue) {
      const name = object.metadata?.name ?? '';
      if (isInInitialList)
        for (const { name: volume } of object.status?.volumesAttached ?? [])
          attachments.attached(volume, name);
      else if (attachments.on(name).length > 0) reports.due(name);
      observe(object);
      wake(object, queue);
    },
    update({ oldObject, object }, queue) {
      observe(object);
      const [old, now] = [oldObject, object];
      if (old.status === now.status && old.spec?.taints === now.spec?.taints) return;
      wake(object, queue);
    },
    delete({ object }, queue) {
      const name = object.metadata?.name ?? '';
      if (attachments.on(name).length === 0) known.managedNodes.delete(name);
      wake(object, queue);
    },
  };
}
