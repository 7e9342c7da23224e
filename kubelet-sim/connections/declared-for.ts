import type { V1Container, V1Pod } from '../../api/index.ts';
import {
  type BehaviourPart,
  declaredFor,
  type PodBehaviour,
  type PodBehaviours,
} from '../behaviours/behaviours.ts';
import { ownBehaviours } from '../pod/pod-plan.ts';

/** What is declared for these parts of a container: by its pod, or for all. */
export function declaredOf(
  behaviours: PodBehaviours,
  pod: V1Pod,
  container: V1Container,
  ...parts: readonly BehaviourPart[]
): PodBehaviour | undefined {
  return declaredFor([...ownBehaviours(pod).behaviours, ...behaviours], pod, container, ...parts);
}
