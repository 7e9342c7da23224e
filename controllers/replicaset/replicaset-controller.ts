import {
  appsV1,
  coreV1,
  type V1LabelSelector,
  type V1ReplicaSet,
  type V1ReplicationController,
} from '../../api/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { indexByController, indexByNamespace, indexPodsByController } from '../kit/controller-index.ts';
import { CreationPace } from '../kit/creation-pace.ts';
import { adds } from '../kit/key-timers.ts';
import { PodControl } from '../kit/pod-control.ts';
import type { ReplicaKind, ReplicaOwner } from './replica-owner.ts';
import { ReplicaSetReconciler } from './replicaset-reconciler.ts';

/** How many ReplicaSets, or ReplicationControllers, are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

const replicaSetKind: ReplicaKind<V1ReplicaSet> = {
  type: appsV1.replicaSets,
  controller: 'replicaset',
  component: 'replicaset-controller',
  selectorOf: ({ spec }) => spec?.selector,
  tellsTerminating: true,
};

const replicationControllerKind: ReplicaKind<V1ReplicationController> = {
  type: coreV1.replicationControllers,
  controller: 'replicationcontroller',
  component: 'replication-controller',
  selectorOf: ({ spec }) => spec?.selector && labelsSelector(spec.selector),
  tellsTerminating: false,
};

/**
 * Adds the controller that keeps as many pods as each ReplicaSet wants. Mirrors kubernetes pkg/controller/replicaset.
 */
export function addReplicaSetController(manager: Manager): Controller {
  return addController(manager, replicaSetKind);
}

/** The same for ReplicationControllers. Mirrors kubernetes pkg/controller/replication. */
export function addReplicationController(manager: Manager): Controller {
  return addController(manager, replicationControllerKind);
}

function addController<O extends ReplicaOwner>(manager: Manager, kind: ReplicaKind<O>): Controller {
  const { environment, informers } = manager;
  const { clock, trace } = environment;
  const { type, selectorOf } = kind;
  const replicaSets = informers.informer(type);
  const pods = informers.informer(coreV1.pods);
  indexPodsByController(pods);
  indexByController(replicaSets);
  indexByNamespace(replicaSets);
  const wake = adds(() => controller.queue, trace);
  const podControl = new PodControl({ owners: replicaSets, pods, clock, selectorOf, wake });
  const recorder = manager.eventRecorderFor(kind.component);
  const pace = new CreationPace(clock);
  const controller: Controller = controllerManagedBy(manager)
    .named(kind.controller)
    .watches(type, podControl.ownerEvents())
    .watches(coreV1.pods, podControl.podEvents())
    .withOptions({
      maxConcurrentReconciles: concurrentSyncs,
      known: (key) => replicaSets.indexer.get(key),
    })
    .complete(new ReplicaSetReconciler({ kind, clock, replicaSets, pods, podControl, pace, recorder }));
  manager.add(podControl.wakeUps);
  return controller;
}

const selectors = new WeakMap<object, V1LabelSelector>();

/** The selector of these labels: the same object each time, so that it is made ready once. */
function labelsSelector(matchLabels: Readonly<Record<string, string>>): V1LabelSelector {
  let selector = selectors.get(matchLabels);
  if (selector === undefined) {
    selector = { matchLabels };
    selectors.set(matchLabels, selector);
  }
  return selector;
}
