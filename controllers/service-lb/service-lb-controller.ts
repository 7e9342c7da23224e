import { coreV1, type V1Node, type V1Service } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import { exponentialRateLimiter } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { reportAbout } from '../kit/report.ts';
import { isBalanced, needsCleanup, needsUpdate, wantsBalancer } from './decide.ts';
import { indexByBalancer, ServiceLbReconciler } from './service-lb-reconciler.ts';

/** How long a service waits after failures: Kubernetes' own. One is worked on at a time, as there. */
const backoffMsMin = 5_000;
const backoffMsMax = 300_000;

const component = 'service-controller';

/**
 * Adds the controller that gives services of type LoadBalancer addresses of a simulated cloud. Mirrors
 * k8s.io/cloud-provider controllers/service.
 */
export function addServiceLbController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const services = informers.informer(coreV1.services);
  const nodes = informers.informer(coreV1.nodes);
  indexByBalancer(services);
  const recorder = manager.eventRecorderFor(component);
  const reconciler = new ServiceLbReconciler({ clock: environment.clock, services, nodes, recorder });
  const look = ({ object }: { readonly object: V1Node }) =>
    reconciler.nodesChanged((service) => reportAbout(recorder, services.type, service, causeOf(object)));
  const nodeEvents: EventHandler<V1Node> = {
    create: look,
    update: (event) => isOther(event.oldObject, event.object) && look(event),
    delete: look,
  };
  return controllerManagedBy(manager)
    .named('service')
    .watches(coreV1.services, serviceEvents)
    .watches(coreV1.nodes, nodeEvents)
    .withOptions({
      rateLimiter: exponentialRateLimiter(backoffMsMin, backoffMsMax),
      known: (key) => services.indexer.get(key),
    })
    .complete(reconciler);
}

/** Mirrors shouldSyncUpdatedNode. */
function isOther(old: V1Node, node: V1Node): boolean {
  return isBalanced(old) !== isBalanced(node) || old.spec?.providerID !== node.spec?.providerID;
}

/** A service that is deleted is looked at when it is marked: its finalizer keeps it until then. */
const serviceEvents: EventHandler<V1Service> = {
  create({ object }, queue) {
    if (wantsBalancer(object) || needsCleanup(object)) queue.add(keyOf(object), causeOf(object));
  },
  update({ oldObject, object }, queue) {
    if (needsUpdate(oldObject, object) || needsCleanup(object)) queue.add(keyOf(object), causeOf(object));
  },
};
