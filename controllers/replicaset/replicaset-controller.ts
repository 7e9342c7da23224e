import { appsV1, coreV1 } from '../../api/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { indexByController, indexByNamespace, indexPodsByController } from '../kit/controller-index.ts';
import { CreationPace } from '../kit/creation-pace.ts';
import { UidTrackingControllerExpectations } from '../kit/expectations.ts';
import { KeyTimers } from '../kit/key-timers.ts';
import { OwnWrites } from '../kit/own-writes.ts';
import { PodEvents } from './pod-events.ts';
import { ReplicaSetEvents } from './replicaset-events.ts';
import { ReplicaSetReconciler } from './replicaset-reconciler.ts';

const component = 'replicaset-controller';

/** How many ReplicaSets are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/**
 * Adds the controller that keeps as many pods as each ReplicaSet wants. Mirrors kubernetes pkg/controller/replicaset.
 */
export function addReplicaSetController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const replicaSets = informers.informer(appsV1.replicaSets);
  const pods = informers.informer(coreV1.pods);
  indexPodsByController(pods);
  indexByController(replicaSets);
  indexByNamespace(replicaSets);
  const expectations = new UidTrackingControllerExpectations(environment.clock);
  const wakeUps = new KeyTimers('replicaset-wake-ups', environment.clock, (key) => controller.queue.add(key));
  const reconciler = new ReplicaSetReconciler({
    clock: environment.clock,
    replicaSets,
    pods,
    expectations,
    ownWrites: new OwnWrites(),
    wakeUps,
    pace: new CreationPace(environment.clock),
    recorder: manager.eventRecorderFor(component),
  });
  const controller: Controller = controllerManagedBy(manager)
    .named('replicaset')
    .watches(appsV1.replicaSets, new ReplicaSetEvents(expectations))
    .watches(coreV1.pods, new PodEvents(replicaSets.indexer, expectations))
    .withOptions({ maxConcurrentReconciles: concurrentSyncs })
    .complete(reconciler);
  manager.add(wakeUps);
  return controller;
}
