import type { PodPlan } from './pod-plan.ts';
import type { PodHost, PodState } from './pod-state.ts';
import type { Stopped } from './stop-pod.ts';

/**
 * Before the first image is pulled the pod's secrets for registries are looked for; it goes on without those that are not there.
 * Mirrors kubernetes pkg/kubelet (getPullSecretsForPod). Differs: told once, not with each synchronization.
 */
export function lookForPullSecrets(plan: PodPlan, state: PodState, { objects }: PodHost): Stopped {
  if (state.pullSecretsSeen === true || state.mounted !== true || !objects.known) {
    return { state, events: [], notes: [] };
  }
  const missing = plan.pullSecrets.filter((name) => objects.find('Secret', name) === undefined);
  const which = `Unable to retrieve some image pull secrets (${missing.join(', ')})`;
  const message = `${which}; attempting to pull the image may not succeed.`;
  return {
    state: { ...state, pullSecretsSeen: true },
    events:
      missing.length === 0
        ? []
        : [{ container: undefined, type: 'Warning', reason: 'FailedToRetrieveImagePullSecret', message }],
    notes: [],
  };
}
