import { rbacAuthorizationV1, type V1ClusterRole } from '../../api/index.ts';
import { keyOf, semanticEqual } from '../../apimachinery/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import { aggregatedRules } from './aggregated-rules.ts';

const aggregating = 'aggregating';
const fieldManager = 'clusterrole-aggregation-controller';

/**
 * Adds the controller that gives ClusterRoles with an aggregation rule the rules of those that they select. A change of any
 * ClusterRole makes all of these looked at, which are few. Mirrors kubernetes pkg/controller/clusterroleaggregation.
 */
export function addClusterRoleAggregation(manager: Manager): Controller {
  const roles = manager.informers.informer(rbacAuthorizationV1.clusterRoles);
  roles.addIndexers({ [aggregating]: ({ aggregationRule }) => (aggregationRule === undefined ? [] : ['']) });
  const wakeAll = ({ object }: { readonly object: V1ClusterRole }, queue: WorkQueue<string>): void => {
    for (const role of roles.indexer.byIndex(aggregating, '')) queue.add(keyOf(role), causeOf(object));
  };
  return controllerManagedBy(manager)
    .named('clusterrole-aggregation')
    .watches(rbacAuthorizationV1.clusterRoles, { create: wakeAll, update: wakeAll, delete: wakeAll })
    .withOptions({ maxConcurrentReconciles: 5, known: (key) => roles.indexer.get(key) })
    .complete(new AggregationReconciler(roles.indexer));
}

class AggregationReconciler implements Reconciler {
  readonly #roles: Indexer<V1ClusterRole>;

  constructor(roles: Indexer<V1ClusterRole>) {
    this.#roles = roles;
  }

  async reconcile({ name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const role = this.#roles.get(name);
    if (role?.aggregationRule === undefined) return undefined;
    const rules = aggregatedRules(role, this.#roles.list());
    if (semanticEqual(rules, role.rules ?? [])) return undefined;
    const applied = { metadata: { name }, ...(rules.length > 0 && { rules }) };
    await client.apply(rbacAuthorizationV1.clusterRoles, applied, { fieldManager, force: true });
    return undefined;
  }
}
