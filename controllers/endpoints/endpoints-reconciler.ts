import { coreV1, type V1Endpoints, type V1Pod, type V1Service } from '../../api/index.ts';
import { hasStatusCause, ignoreNotFound, makeKey, messageOf } from '../../apimachinery/index.ts';
import type { EventRecorder, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import { hasSelector, podsOfService } from '../kit/endpoints/pods-of-services.ts';
import type { TriggerTimes } from '../kit/endpoints/trigger-times.ts';
import type { OwnWrites } from '../kit/own-writes.ts';
import { reportAbout } from '../kit/report.ts';
import { desiredEndpoints } from './desired-endpoints.ts';
import { serviceSubsets } from './service-subsets.ts';

/** What the reconciler works with. */
export interface EndpointsReconcilerParts {
  readonly services: SharedInformer<V1Service>;
  readonly pods: SharedInformer<V1Pod>;
  readonly endpoints: SharedInformer<V1Endpoints>;
  readonly triggerTimes: TriggerTimes;
  readonly ownWrites: OwnWrites;
  readonly recorder: EventRecorder;
}

/**
 * Keeps the Endpoints of a service with a selector as its pods are. Mirrors kubernetes pkg/controller/endpoint
 * (syncService). Differs: what was created is waited for, too, where upstream creates again and is refused.
 */
export class EndpointsReconciler implements Reconciler {
  readonly #parts: EndpointsReconcilerParts;

  constructor(parts: EndpointsReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile({ namespace, name }: Request, context: ReconcileContext): Promise<ReconcileResult> {
    const { services, pods, endpoints, triggerTimes, ownWrites } = this.#parts;
    const key = makeKey(namespace, name);
    const service = services.indexer.get(key);
    if (service === undefined) {
      await context.client.delete(coreV1.endpoints, { namespace, name }).catch(ignoreNotFound);
      triggerTimes.forget(key);
      ownWrites.forget(key);
      return undefined;
    }
    if (service.spec?.type === 'ExternalName' || !hasSelector(service)) return undefined;
    const selected = podsOfService(pods.indexer, service);
    const triggerMs = triggerTimes.look(service, selected);
    if (!ownWrites.seen(key)) return { requeue: true };
    const current = endpoints.indexer.get(key);
    const desired = desiredEndpoints(service, serviceSubsets(service, selected), current, triggerMs);
    if (desired !== undefined) await this.#write(context, key, desired, current !== undefined);
    return undefined;
  }

  async #write(
    { client, cause }: ReconcileContext,
    key: string,
    desired: V1Endpoints,
    isThere: boolean,
  ): Promise<void> {
    const { endpoints, ownWrites, recorder } = this.#parts;
    const { name, namespace } = desired.metadata ?? {};
    try {
      const written = isThere
        ? await client.update(coreV1.endpoints, desired)
        : await client.create(coreV1.endpoints, desired);
      ownWrites.wrote(key, endpoints, written);
    } catch (error) {
      if (!isThere && hasStatusCause(error, 'NamespaceTerminating')) return;
      const report = reportAbout(recorder, coreV1.endpoints, desired, cause);
      const [reason, what] = isThere
        ? ['FailedToUpdateEndpoint', `update endpoint ${namespace}/${name}`]
        : ['FailedToCreateEndpoint', `create endpoint for service ${namespace}/${name}`];
      report('Warning', reason ?? '', `Failed to ${what}: ${messageOf(error)}`);
      throw error;
    }
  }
}
