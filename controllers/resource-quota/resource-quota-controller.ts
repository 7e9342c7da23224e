import { coreV1, type V1ResourceQuota } from '../../api/index.ts';
import { type KubeObject, keyOf } from '../../apimachinery/index.ts';
import { createRestMapper } from '../../client/index.ts';
import {
  amountsOf,
  type QuotaEvaluator,
  QuotaEvaluators,
  sameAmounts,
} from '../../component-helpers/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type Manager,
  type Predicate,
} from '../../controller-runtime/index.ts';
import { indexByNamespace, inNamespace } from '../kit/controller-index.ts';
import { CountedResources } from './counted-resources.ts';
import { DeviceClaimsAround } from './device-claims-around.ts';
import { QuotaReconciler } from './quota-reconciler.ts';

const userAgent = 'resourcequota-controller';

/** How many quotas are counted at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/** What is charged is not counted anew. */
const limitsChanged: Predicate<V1ResourceQuota> = {
  update: ({ oldObject, object }) =>
    !sameAmounts(amountsOf(oldObject.spec?.hard), amountsOf(object.spec?.hard)),
};

/**
 * Adds the controller that counts what each ResourceQuota limits, when it is new or changed, when something that was
 * counted goes, and every five minutes. Mirrors kubernetes pkg/controller/resourcequota.
 */
export function addResourceQuotaController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const { clock } = environment;
  const quotas = informers.informer(coreV1.resourceQuotas);
  indexByNamespace(quotas);
  const replenish = (evaluator: QuotaEvaluator, object: KubeObject): void => {
    for (const quota of inNamespace(quotas.indexer, object.metadata?.namespace ?? '')) {
      if (evaluator.matching(Object.keys(quota.status?.hard ?? {})).length === 0) continue;
      controller.queue.add(keyOf(quota), causeOf(object));
    }
  };
  const mapper = createRestMapper(manager.clientFor(userAgent));
  const resources = new CountedResources({ mapper, informers, clock, replenish });
  const around = new DeviceClaimsAround(informers);
  const evaluators = new QuotaEvaluators(around);
  const controller: Controller = controllerManagedBy(manager)
    .named('resourcequota')
    .for(coreV1.resourceQuotas, limitsChanged)
    .withOptions({ maxConcurrentReconciles: concurrentSyncs, userAgent })
    .complete(new QuotaReconciler({ quotas: quotas.indexer, resources, evaluators, around, clock }));
  return controller;
}
