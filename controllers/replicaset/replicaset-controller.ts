import { appsV1, coreV1 } from '../../api/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { indexByController, indexByNamespace, indexPodsByController } from '../kit/controller-index.ts';
import { CreationPace } from '../kit/creation-pace.ts';
import { adds } from '../kit/key-timers.ts';
import { PodControl } from '../kit/pod-control.ts';
import { ReplicaSetReconciler } from './replicaset-reconciler.ts';

const component = 'replicaset-controller';

/** How many ReplicaSets are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/**
 * Adds the controller that keeps as many pods as each ReplicaSet wants. Mirrors kubernetes pkg/controller/replicaset.
 */
export function addReplicaSetController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const { clock, trace } = environment;
  const replicaSets = informers.informer(appsV1.replicaSets);
  const pods = informers.informer(coreV1.pods);
  indexPodsByController(pods);
  indexByController(replicaSets);
  indexByNamespace(replicaSets);
  const podControl = new PodControl({
    owners: replicaSets,
    pods,
    clock,
    selectorOf: (replicaSet) => replicaSet.spec?.selector,
    wake: adds(() => controller.queue, trace),
  });
  const recorder = manager.eventRecorderFor(component);
  const pace = new CreationPace(clock);
  const controller: Controller = controllerManagedBy(manager)
    .named('replicaset')
    .watches(appsV1.replicaSets, podControl.ownerEvents())
    .watches(coreV1.pods, podControl.podEvents())
    .withOptions({
      maxConcurrentReconciles: concurrentSyncs,
      known: (key) => replicaSets.indexer.get(key),
    })
    .complete(new ReplicaSetReconciler({ clock, replicaSets, pods, podControl, pace, recorder }));
  manager.add(podControl.wakeUps);
  return controller;
}
