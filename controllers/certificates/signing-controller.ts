import { certificatesV1, type V1CertificateSigningRequest } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';
import { parseCertificateRequest } from '../../component-helpers/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { type CertificateAuthority, certificateSigner } from './certificate-authority.ts';
import { certificateQueue } from './certificate-queue.ts';
import { signerProblems, validityOf } from './signers.ts';
import { hasTrueCondition, isIssued } from './signing-conditions.ts';

const serialSize = 16;

/**
 * Adds the controller that signs what is approved and meant for one of Kubernetes' own signers, or says why it cannot be. Mirrors
 * kubernetes pkg/controller/certificates/signer, of which one runs for each of the signers.
 */
export function addCsrSigningController(manager: Manager, authority: CertificateAuthority): Controller {
  const { indexer } = manager.informers.informer(certificatesV1.certificateSigningRequests);
  const { clock, random } = manager.environment.fork('csr-signing');
  const statusOf = (request: V1CertificateSigningRequest): V1CertificateSigningRequest['status'] => {
    const { expirationSeconds, usages = [], signerName } = request.spec;
    const asked = parseCertificateRequest(request.spec.request);
    // Most clusters sign nothing.
    const signer = certificateSigner(authority);
    const nowMs = clock.now();
    const message = signerProblems[signerName]?.(asked, usages);
    if (message !== undefined) return withFailure(request, message, formatTime(nowMs));
    const validity = validityOf(expirationSeconds, nowMs, signer.notAfterMs);
    const certificate = signer.sign(asked, { ...validity, usages, serial: random.bytes(serialSize) });
    return { ...request.status, certificate: Buffer.from(certificate).toString('base64') };
  };
  return controllerManagedBy(manager)
    .named('csr-signing')
    .for(certificatesV1.certificateSigningRequests)
    .withOptions(certificateQueue())
    .complete({
      async reconcile({ name }, { client }) {
        const request = indexer.get(name);
        if (request === undefined || !isToBeSigned(request)) return undefined;
        const status = statusOf(request);
        await client.updateStatus(certificatesV1.certificateSigningRequests, {
          ...request,
          ...(status && { status }),
        });
        return undefined;
      },
    });
}

function isToBeSigned(request: V1CertificateSigningRequest): boolean {
  if (isIssued(request) || signerProblems[request.spec.signerName] === undefined) return false;
  // Nothing is both approved and denied: the API server sees to that.
  return hasTrueCondition(request, 'Approved') && !hasTrueCondition(request, 'Failed');
}

function withFailure({ status }: V1CertificateSigningRequest, message: string, lastUpdateTime: string) {
  const failed = {
    type: 'Failed',
    status: 'True',
    reason: 'SignerValidationFailure',
    message,
    lastUpdateTime,
  };
  return { ...status, conditions: [...(status?.conditions ?? []), failed] };
}
