import { appsV1, coreV1, type V1Deployment } from '../../api/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { indexByController, indexByNamespace, indexPodsByController } from '../kit/controller-index.ts';
import { adds, KeyTimers } from '../kit/key-timers.ts';
import { OwnWrites } from '../kit/own-writes.ts';
import { OwnerEvents } from '../kit/owner-events.ts';
import { DeploymentReconciler } from './deployment-reconciler.ts';
import { PodEvents } from './pod-events.ts';

const component = 'deployment-controller';

/** How many Deployments are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/**
 * Adds the controller that rolls out Deployments by ReplicaSets. Mirrors kubernetes pkg/controller/deployment.
 */
export function addDeploymentController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const deployments = informers.informer(appsV1.deployments);
  const replicaSets = informers.informer(appsV1.replicaSets);
  const pods = informers.informer(coreV1.pods);
  indexByNamespace(deployments);
  indexByController(replicaSets);
  indexPodsByController(pods);
  const wake = adds(() => controller.queue, environment.trace);
  const deadlines = new KeyTimers('deployment-deadlines', environment.clock, wake);
  const reconciler = new DeploymentReconciler({
    clock: environment.clock,
    deployments,
    replicaSets,
    pods,
    ownWrites: new OwnWrites(),
    deadlines,
    recorder: manager.eventRecorderFor(component),
    queue: () => controller.queue,
  });
  const selectorOf = ({ spec }: V1Deployment) => spec?.selector;
  const controller: Controller = controllerManagedBy(manager)
    .named('deployment')
    .for(appsV1.deployments)
    .watches(appsV1.replicaSets, new OwnerEvents({ owners: deployments, selectorOf }))
    .watches(coreV1.pods, new PodEvents({ deployments, replicaSets, pods }))
    .withOptions({ maxConcurrentReconciles: concurrentSyncs })
    .complete(reconciler);
  manager.add(deadlines);
  return controller;
}
