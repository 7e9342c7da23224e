import type { V1Node, V1Pod } from '../../api/index.ts';
import { isBeingDeleted } from '../../apimachinery/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { revisionHashLabel } from './daemon-pod.ts';
import { placerOf } from './placement.ts';
import { type DaemonView, isAvailable, isBound, maxSurge, oldestFirst } from './view.ts';

/** A pod to delete, and what is to be told of it. */
export interface Removal {
  readonly pod: V1Pod;
  /** Absent: it is one too many, or not where it should be. */
  readonly over?: 'failed' | 'succeeded';
  readonly node: string;
}

/** What is to be done so that each node has the pods it should have. */
export interface Changes {
  /** The nodes that get a pod. */
  readonly createOn: readonly string[];
  readonly remove: readonly Removal[];
}

/**
 * Which nodes lack a pod, and which pods are one too many, over, or on a node where they should not be. Mirrors
 * kubernetes pkg/controller/daemon (manage).
 */
export function decideChanges(view: DaemonView): Changes {
  const createOn: string[] = [];
  const remove: Removal[] = [];
  const place = placerOf(view.daemonSet);
  const known = new Set<string>();
  for (const node of view.nodes) {
    const name = nameOf(node);
    known.add(name);
    const { shouldRun, shouldContinue } = place(node);
    const pods = view.podsByNode.get(name);
    if (pods === undefined) {
      if (shouldRun) createOn.push(name);
      continue;
    }
    const staying = pods.filter((pod) => !isBeingDeleted(pod));
    if (!shouldContinue) remove.push(...staying.map((pod) => ({ pod, node: name })));
    else {
      remove.push(...superfluous(view, name, staying));
      const lacks = shouldRun && allowsSurge(view) && !staying.some(isAlive);
      if (lacks) createOn.push(name);
    }
  }
  return { createOn, remove: [...remove, ...strandedPods(view, known)] };
}

/** Those that are over; of the others all but the oldest, or one of each of two revisions while one replaces the other. */
function superfluous(view: DaemonView, node: string, staying: readonly V1Pod[]): readonly Removal[] {
  const removed: Removal[] = [];
  for (const pod of staying) {
    const phase = pod.status?.phase;
    if (phase === 'Failed') removed.push({ pod, node, over: 'failed' });
    if (phase === 'Succeeded') removed.push({ pod, node, over: 'succeeded' });
  }
  const alive = oldestFirst(removed.length === 0 ? staying : staying.filter(isAlive));
  if (alive.length < 2) return removed;
  const extra = allowsSurge(view) ? beyondSurge(view, alive) : alive.slice(1);
  return [...removed, ...extra.map((pod) => ({ pod, node }))];
}

/**
 * All but the oldest of the current revision and the oldest of another; of these two the other, if it is not ready or the
 * current one is available. Mirrors kubernetes pkg/controller/daemon (podsShouldBeOnNode).
 */
function beyondSurge(view: DaemonView, alive: readonly V1Pod[]): readonly V1Pod[] {
  const isCurrent = (pod: V1Pod) => pod.metadata?.labels?.[revisionHashLabel] === view.hash;
  const current = alive.find(isCurrent);
  const other = alive.find((pod) => !isCurrent(pod));
  const extra = alive.filter((pod) => pod !== current && pod !== other);
  if (current === undefined || other === undefined) return extra;
  return !isPodReady(other) || isAvailable(current, view) ? [...extra, other] : extra;
}

/**
 * Pods that wait for a node that is not there: nobody else will delete them. Mirrors kubernetes pkg/controller/daemon
 * (getUnscheduledPodsWithoutNode).
 */
function strandedPods({ podsByNode }: DaemonView, known: ReadonlySet<string>): readonly Removal[] {
  const stranded: Removal[] = [];
  for (const [node, pods] of podsByNode) {
    if (known.has(node)) continue;
    for (const pod of pods) if (!isBound(pod)) stranded.push({ pod, node });
  }
  return stranded;
}

function isAlive({ status }: V1Pod): boolean {
  return status?.phase !== 'Failed' && status?.phase !== 'Succeeded';
}

/** Whether there may be more than one pod on a node. Mirrors kubernetes pkg/controller/daemon/util (AllowsSurge). */
function allowsSurge({ daemonSet }: DaemonView): boolean {
  return maxSurge(daemonSet, 1) > 0;
}

export function nameOf({ metadata }: V1Node): string {
  return metadata?.name ?? '';
}
