import { appsV1, coreV1, type V1PersistentVolumeClaim, type V1StatefulSet } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { SharedInformer } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { indexByController, indexByNamespace, indexPodsByController } from '../kit/controller-index.ts';
import { CreationPace } from '../kit/creation-pace.ts';
import { OwnWrites } from '../kit/own-writes.ts';
import { OwnerEvents } from '../kit/owner-events.ts';
import { claimParts } from './identity.ts';
import { StatefulSetReconciler } from './statefulset-reconciler.ts';

const component = 'statefulset-controller';

/** How many StatefulSets are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/**
 * Adds the controller that keeps the pods of StatefulSets, each with a name, a place in order and claims of its own.
 * Mirrors kubernetes pkg/controller/statefulset.
 */
export function addStatefulSetController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const sets = informers.informer(appsV1.statefulSets);
  const pods = informers.informer(coreV1.pods);
  const claims = informers.informer(coreV1.persistentVolumeClaims);
  const revisions = informers.informer(appsV1.controllerRevisions);
  indexByNamespace(sets);
  indexPodsByController(pods);
  indexByController(revisions);
  const { clock } = environment;
  const reconciler = new StatefulSetReconciler({
    clock,
    sets,
    pods,
    claims,
    revisions,
    ownWrites: new OwnWrites(),
    pace: new CreationPace(clock),
    recorder: manager.eventRecorderFor(component),
  });
  const selectorOf = ({ spec }: V1StatefulSet) => spec?.selector;
  return controllerManagedBy(manager)
    .named('statefulset')
    .for(appsV1.statefulSets)
    .watches(coreV1.pods, new OwnerEvents({ owners: sets, selectorOf }))
    .watches(coreV1.persistentVolumeClaims, claimEvents(sets))
    .watches(appsV1.controllerRevisions, {})
    .withOptions({ maxConcurrentReconciles: concurrentSyncs })
    .complete(reconciler);
}

/**
 * A claim that is gone makes its set look: it may have been in the way of the next pod, or be missed by one. Differs:
 * Kubernetes waits for some other event.
 */
function claimEvents(sets: SharedInformer<V1StatefulSet>): EventHandler<V1PersistentVolumeClaim> {
  return {
    delete({ object }, queue) {
      const { name = '', namespace } = object.metadata ?? {};
      for (const { template, set } of claimParts(name)) {
        const key = makeKey(namespace, set);
        const templates = sets.indexer.get(key)?.spec?.volumeClaimTemplates ?? [];
        if (templates.some(({ metadata }) => metadata?.name === template)) queue.add(key, causeOf(object));
      }
    },
  };
}
