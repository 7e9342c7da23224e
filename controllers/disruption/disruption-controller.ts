import { appsV1, coreV1, policyV1 } from '../../api/index.ts';
import { createEventRecorder, createRestMapper } from '../../client/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { indexByNamespace } from '../kit/controller-index.ts';
import { adds, KeyTimers } from '../kit/key-timers.ts';
import { budgetEvents } from './budget-events.ts';
import { BudgetReconciler } from './budget-reconciler.ts';
import { StaleTargetReconciler, staleTargetEvents } from './stale-targets.ts';

const userAgent = 'disruption-controller';

/**
 * Adds the controller that tells of each PodDisruptionBudget how many of its pods may be disrupted, and takes back what is
 * said of pods that were to be disrupted and were not. Mirrors kubernetes pkg/controller/disruption.
 */
export function addDisruptionController(manager: Manager): void {
  const { environment, informers } = manager;
  const { clock, trace } = environment;
  const client = manager.clientFor(userAgent);
  const budgets = informers.informer(policyV1.podDisruptionBudgets);
  const pods = informers.informer(coreV1.pods);
  indexByNamespace(budgets);
  // Its events have the name of the whole program.
  const recorder = createEventRecorder(environment, client, { component: 'controllermanager' });
  const owners = {
    replicationControllers: informers.informer(coreV1.replicationControllers).indexer,
    replicaSets: informers.informer(appsV1.replicaSets).indexer,
    deployments: informers.informer(appsV1.deployments).indexer,
    statefulSets: informers.informer(appsV1.statefulSets).indexer,
    mapper: createRestMapper(client),
  };
  const rechecks = new KeyTimers(
    'disruption-rechecks',
    clock,
    adds(() => controller.queue, trace),
  );
  const controller: Controller = controllerManagedBy(manager)
    .named('disruption')
    .for(policyV1.podDisruptionBudgets)
    .watches(coreV1.pods, budgetEvents(budgets.indexer, recorder))
    .withOptions({ userAgent })
    .complete(new BudgetReconciler({ clock, budgets, pods, owners, recorder, rechecks }));
  manager.add(rechecks);
  addStaleTargets(manager);
}

function addStaleTargets(manager: Manager): void {
  const { environment, informers } = manager;
  const { clock, trace } = environment;
  const pods = informers.informer(coreV1.pods).indexer;
  const timers = new KeyTimers(
    'stale-disruptions',
    clock,
    adds(() => controller.queue, trace),
  );
  const controller: Controller = controllerManagedBy(manager)
    .named('stale-pod-disruption')
    .watches(coreV1.pods, staleTargetEvents(timers, clock))
    .withOptions({ userAgent, known: (key) => pods.get(key) })
    .complete(new StaleTargetReconciler(pods, clock));
  manager.add(timers);
}
