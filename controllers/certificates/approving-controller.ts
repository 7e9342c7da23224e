import { authorizationV1, certificatesV1, type V1CertificateSigningRequest } from '../../api/index.ts';
import type { Client, Indexer } from '../../client/index.ts';
import {
  type Controller,
  controllerManagedBy,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import { certificateQueue } from './certificate-queue.ts';
import { type Recognized, recognize } from './recognize.ts';
import { isDecided, isIssued } from './signing-conditions.ts';

/**
 * Adds the controller that approves what kubelets ask for to be known to the API server, where they may ask for it. Mirrors
 * kubernetes pkg/controller/certificates/approver.
 */
export function addCsrApprovingController(manager: Manager): Controller {
  const { indexer } = manager.informers.informer(certificatesV1.certificateSigningRequests);
  return controllerManagedBy(manager)
    .named('csr-approving')
    .for(certificatesV1.certificateSigningRequests)
    .withOptions(certificateQueue())
    .complete(new ApprovingReconciler(indexer));
}

class ApprovingReconciler implements Reconciler {
  readonly #requests: Indexer<V1CertificateSigningRequest>;

  constructor(requests: Indexer<V1CertificateSigningRequest>) {
    this.#requests = requests;
  }

  async reconcile({ name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const request = this.#requests.get(name);
    if (request === undefined || isIssued(request) || isDecided(request)) return undefined;
    const recognized = recognize(request);
    for (const as of recognized)
      if (await isAllowed(client, request, as)) return approve(client, request, as);
    if (recognized.length === 0) return undefined;
    const tried = recognized.map(({ subresource }) => subresource).join(' ');
    throw new Error(`recognized csr "${name}" as [${tried}] but subject access review was not approved`);
  }
}

/** Asks the API server. */
async function isAllowed(
  client: Client,
  { spec }: V1CertificateSigningRequest,
  { subresource }: Recognized,
): Promise<boolean> {
  const { username: user = '', uid, groups, extra } = spec;
  const { status } = await client.create(authorizationV1.subjectAccessReviews, {
    spec: {
      user,
      ...(uid !== undefined && { uid }),
      ...(groups !== undefined && { groups }),
      ...(extra !== undefined && { extra }),
      resourceAttributes: {
        group: 'certificates.k8s.io',
        resource: 'certificatesigningrequests',
        verb: 'create',
        subresource,
        version: '*',
      },
    },
  });
  return status?.allowed ?? false;
}

async function approve(
  client: Client,
  { metadata = {}, status }: V1CertificateSigningRequest,
  { message }: Recognized,
): Promise<undefined> {
  const { name = '', resourceVersion } = metadata;
  const approved = { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
  const conditions = [...(status?.conditions ?? []), approved];
  // A decision that was made meanwhile is a conflict.
  const body = { metadata: { resourceVersion }, status: { conditions } };
  await client.patch(
    certificatesV1.certificateSigningRequests,
    { name },
    { type: 'merge', body },
    { subresource: 'approval' },
  );
}
