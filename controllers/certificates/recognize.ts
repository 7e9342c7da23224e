import type { V1CertificateSigningRequest } from '../../api/index.ts';
import {
  type CertificateRequest,
  generalNames,
  parseCertificateRequest,
} from '../../component-helpers/index.ts';

/** What a requester must be allowed to have a request approved. */
export interface Recognized {
  /** Of certificatesigningrequests. */
  readonly subresource: 'selfnodeclient' | 'nodeclient';
  readonly message: string;
}

const signer = 'kubernetes.io/kube-apiserver-client-kubelet';
const usagesNeeded = ['client auth', 'digital signature'];
const usagesAllowed: ReadonlySet<string> = new Set([...usagesNeeded, 'key encipherment']);

const ofItself: Recognized = {
  subresource: 'selfnodeclient',
  message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
};
const ofAnyNode: Recognized = {
  subresource: 'nodeclient',
  message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
};

/**
 * As what a request may be approved, in the order in which it is asked: as a kubelet's for the certificate it has already, or for
 * its first. None: somebody has to look at it. Throws where there is no request in it. Mirrors kubernetes
 * pkg/controller/certificates/approver (recognizers).
 */
export function recognize({ spec }: V1CertificateSigningRequest): readonly Recognized[] {
  const request = parseCertificateRequest(spec.request);
  if (spec.signerName !== signer || !isKubeletClient(request, spec.usages)) return [];
  return spec.username === request.commonName ? [ofItself, ofAnyNode] : [ofAnyNode];
}

/** Mirrors kubernetes pkg/apis/certificates (ValidateKubeletClientCSR). */
function isKubeletClient(request: CertificateRequest, usages: readonly string[] = []): boolean {
  const { organizations, commonName, otherNames } = request;
  return (
    organizations.length === 1 &&
    organizations[0] === 'system:nodes' &&
    commonName.startsWith('system:node:') &&
    !Object.values(generalNames).some((sort) => otherNames.has(sort)) &&
    usagesNeeded.every((usage) => usages.includes(usage)) &&
    usages.every((usage) => usagesAllowed.has(usage))
  );
}
