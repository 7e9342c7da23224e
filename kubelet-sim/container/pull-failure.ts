import type { PullError } from '../pod/pod-state.ts';
import type { ContainerView } from './container-step.ts';

/** Why the image of a container cannot be pulled, as a runtime says it; undefined: it can. */
export function failureOfPull({ plan, host }: Pick<ContainerView, 'plan' | 'host'>): string | undefined {
  const { fail, secret } = plan.behaviour.pull;
  if (fail !== undefined || !secret) return fail;
  if (plan.pullSecrets.some((name) => host.objects.find('Secret', name) !== undefined)) return undefined;
  const name = `"${plan.nodeImage.canonicalName}"`;
  const denied = 'pull access denied, repository does not exist or may require authorization';
  return `failed to pull and unpack image ${name}: failed to resolve reference ${name}: ${denied}`;
}

/** What a failure counts as. Mirrors kubernetes pkg/kubelet/images (evalCRIPullErr). */
export function pullErrorOf(image: string, failure: string): PullError {
  for (const [reason, why] of Object.entries(known)) {
    if (!failure.startsWith(reason)) continue;
    return {
      reason,
      message: `image pull failed for ${image} because ${why}${failure.slice(reason.length)}`,
    };
  }
  return { reason: 'ErrImagePull', message: failure };
}

const known = {
  RegistryUnavailable: 'the registry is unavailable',
  SignatureValidationFailed: 'the signature validation failed',
};
