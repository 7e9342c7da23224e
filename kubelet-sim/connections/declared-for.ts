import type { V1Container, V1Pod } from '../../api/index.ts';
import { declaredFor, type PodBehaviour, type PodBehaviours } from '../behaviours/behaviours.ts';
import { ownBehaviours } from '../pod/pod-plan.ts';

/** What is declared for a container: by its pod, or for all. */
export function declaredOf(
  behaviours: PodBehaviours,
  pod: V1Pod,
  container: V1Container,
): PodBehaviour | undefined {
  return declaredFor([...ownBehaviours(pod).behaviours, ...behaviours], pod, container);
}
