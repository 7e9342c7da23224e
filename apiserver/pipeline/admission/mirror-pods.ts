import type { V1PodSpec } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';

/**
 * What a pod may not have that only mirrors one that a kubelet was given by other ways; undefined: it has nothing of that.
 * Mirrors kubernetes plugin/pkg/admission/serviceaccount (Validate) and pkg/api/v1/pod (VisitPodSecretNames).
 */
export function mirrorPodProblem(spec: V1PodSpec): string | undefined {
  if ((spec.serviceAccountName ?? '') !== '') return 'a mirror pod may not reference service accounts';
  if (namesSecret(spec)) return 'a mirror pod may not reference secrets';
  const tokens = (spec.volumes ?? []).some(({ projected }) =>
    projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken !== undefined),
  );
  return tokens ? 'a mirror pod may not use ServiceAccountToken volume projections' : undefined;
}

/** Where pods name secrets. */
const fields: ReadonlySet<string> = new Set([
  'imagePullSecrets',
  'nodePublishSecretRef',
  'secret',
  'secretKeyRef',
  'secretName',
  'secretRef',
]);

function namesSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesSecret);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) =>
    fields.has(key) ? isGiven(inner) : namesSecret(inner),
  );
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}
