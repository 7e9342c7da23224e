import type { V1CertificateSigningRequest } from '../../api/index.ts';
import { formatTime, type KubeObject, reshare } from '../../apimachinery/index.ts';
import { part, withPart } from '../pipeline/strategies/index.ts';
import { partOfObject } from './subresource.ts';

/**
 * Of a certificate signing request its conditions: it is approved or denied. Mirrors kubernetes
 * pkg/registry/certificates/certificates (csrApprovalStrategy, populateConditionTimestamps).
 */
export const approval = partOfObject('approval', {
  prepare({ server }, object, current) {
    const now = formatTime(server.environment.clock.now());
    const before = new Map(conditionsOf(current).map((condition) => [condition.type, condition]));
    const conditions = conditionsOf(object).map((condition) => {
      const { lastTransitionTime, status } = before.get(condition.type) ?? {};
      const changed = status === condition.status ? (lastTransitionTime ?? now) : now;
      const given = condition.lastTransitionTime ?? changed;
      return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? now, lastTransitionTime: given };
    });
    const status = { ...part(current, 'status'), conditions };
    const { spec } = current as { readonly spec?: unknown };
    return reshare(current, withPart(withPart(object, 'spec', spec), 'status', status)) as KubeObject;
  },
});

function conditionsOf(object: KubeObject) {
  return (object as V1CertificateSigningRequest).status?.conditions ?? [];
}
