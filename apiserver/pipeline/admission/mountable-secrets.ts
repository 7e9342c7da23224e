import type { V1Container, V1PodSpec, V1ServiceAccount } from '../../../api/index.ts';
import { isGoTrue } from '../../request/request-info.ts';

/** Says that an account minds which secrets its pods mount, if it is true. */
export const mountableSecretsAnnotation = 'kubernetes.io/enforce-mountable-secrets';

/**
 * Which secret of a pod its account does not let it have, where the account says that it minds; undefined: none. Mirrors
 * kubernetes plugin/pkg/admission/serviceaccount (limitSecretReferences).
 */
export function secretProblem(spec: V1PodSpec, account: V1ServiceAccount): string | undefined {
  if (!isGoTrue(account.metadata?.annotations?.[mountableSecretsAnnotation] ?? '')) return undefined;
  const allowed = new Set((account.secrets ?? []).map(({ name }) => name));
  const because = `is not allowed because service account ${account.metadata?.name} does not reference that`;
  for (const { secret } of spec.volumes ?? []) {
    if (secret && !allowed.has(secret.secretName))
      return `volume with secret.secretName="${secret.secretName ?? ''}" ${because} secret`;
  }
  for (const [kind, containers] of [
    ['init container', spec.initContainers],
    ['container', spec.containers],
  ] as const) {
    for (const container of containers ?? []) {
      const found = secretOf(container, allowed);
      if (found !== undefined) return `${kind} ${container.name} with ${found} ${because} secret`;
    }
  }
  const pullable = new Set((account.imagePullSecrets ?? []).map(({ name }) => name));
  for (const [at, { name = '' }] of (spec.imagePullSecrets ?? []).entries())
    if (!pullable.has(name)) return `imagePullSecrets[${at}].name="${name}" ${because} imagePullSecret`;
  return undefined;
}

/** The first secret that a container is not allowed to have, in words. */
export function secretOf(
  { env = [], envFrom = [] }: V1Container,
  allowed: ReadonlySet<string | undefined>,
): string | undefined {
  for (const { name, valueFrom } of env) {
    const secret = valueFrom?.secretKeyRef;
    if (secret && !allowed.has(secret.name))
      return `envVar ${name} referencing secret.secretName="${secret.name ?? ''}"`;
  }
  for (const { secretRef } of envFrom)
    if (secretRef && !allowed.has(secretRef.name))
      return `envFrom referencing secret.secretName="${secretRef.name ?? ''}"`;
  return undefined;
}
