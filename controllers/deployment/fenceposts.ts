import type { V1Deployment } from '../../api/index.ts';
import { type IntOrString, scaledIntOrPercent } from '../../apimachinery/index.ts';
import { isRollingUpdate, wantedReplicas } from './replica-sets.ts';

/** How far a rollout may go over and under the wanted number of pods. */
export interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

/**
 * Both bounds in pods: percents of `desired`, surge rounded up and unavailable rounded down. If both come to nothing
 * one pod may be unavailable, or the rollout could never begin. Throws for what is no number and no percent, which
 * validation keeps out. Mirrors kubernetes pkg/controller/deployment/util (ResolveFenceposts).
 */
export function resolveFenceposts(
  maxSurge: IntOrString | undefined,
  maxUnavailable: IntOrString | undefined,
  desired: number,
): Fenceposts {
  const surge = scaledIntOrPercent(maxSurge ?? 0, desired, true);
  const unavailable = scaledIntOrPercent(maxUnavailable ?? 0, desired, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** How many pods above the wanted number a rollout may run. */
export function maxSurge(deployment: V1Deployment): number {
  return isRollingUpdate(deployment.spec) ? fencepostsOf(deployment).surge : 0;
}

/** How many of the wanted pods may be missing during a rollout; never more than are wanted. */
export function maxUnavailable(deployment: V1Deployment): number {
  const wanted = wantedReplicas(deployment);
  if (!isRollingUpdate(deployment.spec)) return 0;
  return Math.min(wanted, fencepostsOf(deployment).unavailable);
}

/** How many pods a rollout keeps available. */
export function minAvailable(deployment: V1Deployment): number {
  return isRollingUpdate(deployment.spec) ? wantedReplicas(deployment) - maxUnavailable(deployment) : 0;
}

function fencepostsOf(deployment: V1Deployment): Fenceposts {
  const bounds = deployment.spec?.strategy?.rollingUpdate;
  return resolveFenceposts(bounds?.maxSurge, bounds?.maxUnavailable, wantedReplicas(deployment));
}
