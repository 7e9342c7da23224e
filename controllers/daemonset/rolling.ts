import type { V1Node, V1Pod } from '../../api/index.ts';
import { isBeingDeleted } from '../../apimachinery/index.ts';
import { isUpdated } from './daemon-pod.ts';
import { type Changes, nameOf, type Removal } from './decide.ts';
import { placerOf } from './placement.ts';
import { type DaemonView, isAvailable, maxSurge, maxUnavailable } from './view.ts';

/** The pods on one node that an update looks at. */
interface NodePods {
  readonly node: string;
  /** Undefined: there are several of one kind, and those have to go before the update goes on here. */
  readonly pods: { readonly updated: V1Pod | undefined; readonly old: V1Pod | undefined } | undefined;
}

/**
 * The next step of a rolling update: old pods to delete, or with a surge nodes that get a second pod, as many as the bounds
 * allow. Throws where a bound is neither number nor percent, and with a surge for an old pod whose node is gone. Mirrors
 * kubernetes pkg/controller/daemon (rollingUpdate).
 */
export function decideRolling(view: DaemonView): Changes {
  const { daemonSet } = view;
  const place = placerOf(daemonSet);
  const nodes = new Map(view.nodes.map((node) => [nameOf(node), node]));
  const wanted = view.nodes.filter((node) => place(node).shouldRun);
  const empty = wanted.map(nameOf).filter((name) => !view.podsByNode.has(name));
  const there = [...view.podsByNode].map(([node, pods]) => ({ node, pods: sortOut(view, pods) }));
  const surge = maxSurge(daemonSet, wanted.length);
  if (surge > 0) {
    const shouldRun = (name: string) => place(nodeOf(nodes, name)).shouldRun;
    return surgeUpdate(view, there, { surge, wanted: wanted.length, shouldRun });
  }
  const unavailable = maxUnavailable(daemonSet, wanted.length);
  const bound = unavailable === 0 && wanted.length > 0 ? 1 : unavailable;
  return replaceOld(view, there, bound - empty.length);
}

/** Mirrors findUpdatedPodsOnNode. */
function sortOut({ daemonSet, hash }: DaemonView, pods: readonly V1Pod[]): NodePods['pods'] {
  let updated: V1Pod | undefined;
  let old: V1Pod | undefined;
  for (const pod of pods) {
    if (isBeingDeleted(pod)) continue;
    if (isUpdated(pod, daemonSet, hash)) {
      if (updated !== undefined) return undefined;
      updated = pod;
    } else {
      if (old !== undefined) return undefined;
      old = pod;
    }
  }
  return { updated, old };
}

/** Old pods that are not available are replaced in any case, of the others as many as may be missing. */
function replaceOld(view: DaemonView, there: readonly NodePods[], mayBeMissing: number): Changes {
  let left = mayBeMissing;
  const broken: Removal[] = [];
  const candidates: Removal[] = [];
  for (const { node, pods } of there) {
    const { updated, old } = pods ?? {};
    if ((updated === undefined) === (old === undefined)) left--;
    else if (updated !== undefined) left -= isAvailable(updated, view) ? 0 : 1;
    else if (old !== undefined && isAvailable(old, view)) candidates.push({ pod: old, node });
    else if (old !== undefined) {
      broken.push({ pod: old, node });
      left--;
    }
  }
  return { createOn: [], remove: [...broken, ...candidates.slice(0, Math.max(0, left))] };
}

interface Surge {
  readonly surge: number;
  /** On how many nodes a pod should run. */
  readonly wanted: number;
  readonly shouldRun: (node: string) => boolean;
}

/**
 * A new pod comes beside an old one, and the old one goes when the new one is available; from a node where none should run
 * an available one goes only when there are enough without it.
 */
function surgeUpdate(
  view: DaemonView,
  there: readonly NodePods[],
  { surge, wanted, shouldRun }: Surge,
): Changes {
  let left = surge;
  let available = 0;
  const remove: Removal[] = [];
  const misplaced: Removal[] = [];
  const broken: string[] = [];
  const candidates: string[] = [];
  for (const { node, pods } of there) {
    if (pods === undefined) {
      left--;
      continue;
    }
    const { updated, old } = pods;
    const serving = old ?? updated;
    const isServed = serving !== undefined && isAvailable(serving, view);
    if (isServed) available++;
    if (old === undefined) continue;
    if (updated !== undefined) {
      if (isAvailable(updated, view)) remove.push({ pod: old, node });
      else left--;
    } else if (shouldRun(node)) (isServed ? candidates : broken).push(node);
    else (isServed ? misplaced : remove).push({ pod: old, node });
  }
  return {
    createOn: [...broken, ...candidates.slice(0, Math.max(0, left))],
    remove: [...remove, ...misplaced.slice(0, Math.max(0, available - wanted))],
  };
}

function nodeOf(nodes: ReadonlyMap<string, V1Node>, name: string): V1Node {
  const node = nodes.get(name);
  if (node === undefined)
    throw new Error(`couldn't get node for nodeName "${name}": node "${name}" not found`);
  return node;
}
