import { appsV1, coreV1, type V1DaemonSet } from '../../api/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { indexByController, indexByNamespace, indexPodsByController } from '../kit/controller-index.ts';
import { CreationPace } from '../kit/creation-pace.ts';
import { adds } from '../kit/key-timers.ts';
import { OwnerEvents } from '../kit/owner-events.ts';
import { PodControl } from '../kit/pod-control.ts';
import { indexByNode } from '../kit/pods-on-node.ts';
import { DaemonSetReconciler } from './daemonset-reconciler.ts';
import { FailedPods } from './failed-pods.ts';
import { DaemonSetHistory } from './history.ts';
import { NodeEvents } from './node-events.ts';

const component = 'daemonset-controller';

/** How many DaemonSets are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 2;

/**
 * Adds the controller that keeps a pod of each DaemonSet on every node that should have one. Mirrors kubernetes
 * pkg/controller/daemon.
 */
export function addDaemonSetController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const { clock, trace } = environment;
  const daemonSets = informers.informer(appsV1.daemonSets);
  const revisions = informers.informer(appsV1.controllerRevisions);
  const pods = informers.informer(coreV1.pods);
  const nodes = informers.informer(coreV1.nodes);
  indexByNamespace(daemonSets);
  indexByController(revisions);
  indexPodsByController(pods);
  indexByNode(pods);
  const selectorOf = ({ spec }: V1DaemonSet) => spec?.selector;
  const wake = adds(() => controller.queue, trace);
  const podControl = new PodControl({ owners: daemonSets, pods, clock, selectorOf, wake });
  const reconciler = new DaemonSetReconciler({
    clock,
    daemonSets,
    nodes,
    podControl,
    history: new DaemonSetHistory(revisions, podControl.ownWrites),
    pace: new CreationPace(clock),
    failedPods: new FailedPods(clock),
    recorder: manager.eventRecorderFor(component),
  });
  const controller: Controller = controllerManagedBy(manager)
    .named('daemonset')
    .watches(appsV1.daemonSets, podControl.ownerEvents())
    .watches(appsV1.controllerRevisions, new OwnerEvents({ owners: daemonSets, selectorOf }))
    .watches(coreV1.pods, podControl.podEvents())
    .watches(coreV1.nodes, new NodeEvents({ daemonSets, pods }))
    .withOptions({
      maxConcurrentReconciles: concurrentSyncs,
      known: (key) => daemonSets.indexer.get(key),
    })
    .complete(reconciler);
  manager.add(podControl.wakeUps);
  return controller;
}
