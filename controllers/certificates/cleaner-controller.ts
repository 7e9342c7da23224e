import { certificatesV1, type V1CertificateSigningRequest } from '../../api/index.ts';
import { ignoreNotFound } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import {
  type Controller,
  controllerManagedBy,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { overAtMs } from './over-at.ts';

/**
 * Adds the controller that deletes requests for certificates nobody needs any more. Waiting for that does not keep a world from
 * being settled. Mirrors kubernetes pkg/controller/certificates/cleaner. Differs: each is deleted when its time is over, where
 * upstream looks at all once an hour.
 */
export function addCsrCleanerController(manager: Manager): Controller {
  const { indexer } = manager.informers.informer(certificatesV1.certificateSigningRequests);
  return controllerManagedBy(manager)
    .named('csr-cleaner')
    .for(certificatesV1.certificateSigningRequests)
    .withOptions({ userAgent: 'certificate-controller' })
    .complete(new CleanerReconciler(indexer, manager.environment.clock));
}

class CleanerReconciler implements Reconciler {
  readonly #requests: Indexer<V1CertificateSigningRequest>;
  readonly #clock: Clock;

  constructor(requests: Indexer<V1CertificateSigningRequest>, clock: Clock) {
    this.#requests = requests;
    this.#clock = clock;
  }

  async reconcile({ name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const request = this.#requests.get(name);
    const atMs = request && overAtMs(request);
    if (atMs === undefined) return undefined;
    const requeueAfterMs = atMs - this.#clock.now();
    if (requeueAfterMs >= 0) return { requeueAfterMs: requeueAfterMs + 1, background: true };
    const { uid = '' } = request?.metadata ?? {};
    await client
      .delete(certificatesV1.certificateSigningRequests, { name }, { preconditions: { uid } })
      .catch(ignoreNotFound);
    return undefined;
  }
}
