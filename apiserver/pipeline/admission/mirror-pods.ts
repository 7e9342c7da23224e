import type { V1Container, V1PodSpec, V1Volume } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';
import { secretOf } from './mountable-secrets.ts';

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

function namesSecret(spec: V1PodSpec): boolean {
  const {
    imagePullSecrets = [],
    containers = [],
    initContainers = [],
    volumes = [],
  }: Partial<V1PodSpec> = spec;
  const hasSecret = (container: V1Container) => secretOf(container, none) !== undefined;
  return (
    imagePullSecrets.length > 0 ||
    containers.some(hasSecret) ||
    initContainers.some(hasSecret) ||
    volumes.some(isOfSecret)
  );
}

const none: ReadonlySet<string> = new Set();

/** Where the sources of volumes name secrets. */
const fields = ['nodePublishSecretRef', 'secretName', 'secretRef'];

function isOfSecret({ secret, projected, ...others }: V1Volume): boolean {
  if (secret !== undefined || projected?.sources?.some((source) => source.secret !== undefined)) return true;
  return Object.values(others).some(
    (source) => isObject(source) && fields.some((field) => (source[field] ?? '') !== ''),
  );
}
