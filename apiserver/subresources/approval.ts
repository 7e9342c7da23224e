import type { V1CertificateSigningRequest } from '../../api/index.ts';
import { type KubeObject, reshare } from '../../apimachinery/index.ts';
import { withApproval } from '../pipeline/strategies/index.ts';
import type { UpdateStrategy } from '../pipeline/update-strategy.ts';
import { approvalErrors } from '../pipeline/validation/certificates/signing-requests.ts';
import { partOfObject } from './subresource.ts';

/**
 * Of a certificate signing request its conditions: it is approved or denied. Mirrors kubernetes
 * pkg/registry/certificates/certificates (csrApprovalStrategy).
 */
export const approvalUpdate: UpdateStrategy = {
  prepare: ({ server }, object, current) =>
    reshare(current, withApproval(object, current, server)) as KubeObject,
  validate: (_, object, current) =>
    approvalErrors(object as V1CertificateSigningRequest, current as V1CertificateSigningRequest),
};

export const approval = partOfObject('approval', approvalUpdate);
