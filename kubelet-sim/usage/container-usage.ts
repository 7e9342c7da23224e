import type { V1Container, V1Pod } from '../../api/index.ts';
import { isBeingDeleted, quantityMilliValue } from '../../apimachinery/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { declaredFor, type PodBehaviour, type PodBehaviours } from '../behaviours/behaviours.ts';
import { amountAt, type NodeOf } from './declared-amount.ts';
import { resourceNames, type UsageName } from './declared-usage.ts';

/** How containers share what is declared for all of them together. */
export interface Sharing {
  /** When the cluster began. */
  readonly startMs: number;
  /** How many containers that serve share what a behaviour declares. */
  sharers(behaviour: PodBehaviour): number;
  /** The nodes, for expressions. Default: none is known. */
  readonly nodeOf?: NodeOf;
}

/** What is declared of a container. */
export interface UsageDeclaration {
  readonly behaviour: PodBehaviour;
  /** Its pod declares it, and shares it with nobody. */
  readonly own: boolean;
}

/** A container that runs. */
export interface RunningContainer {
  readonly pod: V1Pod;
  readonly container: V1Container;
  readonly startedMs: number;
}

/** What counts of a container: its pod's own behaviours come before those for all. Undefined: nothing is declared. */
export function usageDeclared(
  ofPod: PodBehaviours,
  ofAll: PodBehaviours,
  pod: V1Pod,
  container: V1Container,
): UsageDeclaration | undefined {
  const own = declaredFor(ofPod, pod, container, 'usage');
  const behaviour = own ?? declaredFor(ofAll, pod, container, 'usage');
  return behaviour && { behaviour, own: behaviour === own };
}

/** Requests go to pods that are ready. */
export function serves(pod: V1Pod): boolean {
  return !isBeingDeleted(pod) && isPodReady(pod);
}

/**
 * What a container would use of something, in thousandths. `onProblem` is told why an expression fails; then it is nothing. What a
 * container gets is no more than `limitOf` says.
 */
export function usageAt(
  name: UsageName,
  { behaviour, own }: UsageDeclaration,
  { pod, container, startedMs }: RunningContainer,
  atMs: number,
  sharing: Sharing,
  onProblem?: (message: string) => void,
): number {
  const declared = behaviour.usage?.[name];
  if (declared === undefined) return 0;
  const of = {
    name: `${pod.metadata?.uid ?? ''}/${container.name ?? ''}/${name}`,
    pod,
    container,
    atMs,
    nodeOf: sharing.nodeOf,
  };
  const isShared = typeof declared !== 'string' && declared.shared === true && !own;
  if (!isShared) return amountAt(declared, atMs - startedMs, of, onProblem);
  if (!serves(pod)) return 0;
  const all = amountAt(declared, atMs - sharing.startMs, of, onProblem);
  return Math.round(all / Math.max(1, sharing.sharers(behaviour)));
}

/** The most that a container gets, in thousandths; Infinity: as much as there is. */
export function limitOf({ resources }: V1Container, name: UsageName): number {
  const limit = resources?.limits?.[resourceNames[name] ?? ''];
  return limit === undefined ? Infinity : quantityMilliValue(limit);
}
