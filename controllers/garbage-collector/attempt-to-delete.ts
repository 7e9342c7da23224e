import type { KubeObject } from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import type { Cause } from '../../environment/index.ts';
import { foregroundFinalizer, hasFinalizer, orphanFinalizer } from './deletion-finalizers.ts';
import type { GraphNode } from './graph-node.ts';
import type { OwnerGraph } from './owner-graph.ts';
import { type ClassifiedOwners, classifyOwners, type OwnerLookupParts } from './owner-lookup.ts';

export interface AttemptParts extends OwnerLookupParts {
  readonly graph: OwnerGraph;
  readonly attemptToDelete: WorkQueue<GraphNode>;
  readonly cause: Cause;
}

/** What is to be done with a collectable object. */
export type Verdict = 'keep' | 'drop-references' | 'delete-in-foreground' | 'delete';

/** An object goes when no owner holds it. Mirrors the cases of attemptToDeleteItem. */
export function verdict({ solid, dangling, waiting }: ClassifiedOwners, dependentCount: number): Verdict {
  if (solid.length > 0) return dangling.length === 0 && waiting.length === 0 ? 'keep' : 'drop-references';
  return waiting.length > 0 && dependentCount > 0 ? 'delete-in-foreground' : 'delete';
}

/**
 * Looks the node's object up and deletes it if nothing that owns it is left, or goes on with its own deletion in the
 * foreground. Resolves with false if the object turned out not to be there: then the graph has been told. Mirrors
 * kubernetes pkg/controller/garbagecollector (attemptToDeleteItem).
 */
export async function attemptToDelete(parts: AttemptParts, node: GraphNode): Promise<boolean> {
  if (node.beingDeleted && !node.deletingDependents) return true;
  const { graph, objects, cause } = parts;
  const { identity } = node;
  const latest = await objects.get(identity);
  if (latest === undefined) {
    graph.foundAbsent(identity, cause);
    return false;
  }
  if (node.deletingDependents) {
    await finishForegroundDeletion(parts, node);
    return true;
  }
  const references = latest.metadata?.ownerReferences ?? [];
  if (references.length === 0) return true;
  const owners = await classifyOwners(parts, identity, references);
  const found = await carryOut(parts, node, latest, owners);
  if (!found) graph.foundAbsent(identity, cause);
  return found;
}

/** False: the object was gone already. */
async function carryOut(
  parts: AttemptParts,
  node: GraphNode,
  latest: KubeObject,
  owners: ClassifiedOwners,
): Promise<boolean> {
  const { objects } = parts;
  const { identity } = node;
  switch (verdict(owners, node.dependentCount)) {
    case 'keep':
      return true;
    case 'drop-references': {
      // Owners that wait are dropped, too: they would wait for ever for what is not going to be deleted.
      const uids = [...owners.dangling, ...owners.waiting].map(({ uid }) => uid);
      await objects.removeOwners(identity, uids);
      return true;
    }
    case 'delete-in-foreground':
      // A dependent that waits for its own dependents may be waiting for this one: the circle is opened here.
      if (node.dependents().some(({ deletingDependents }) => deletingDependents)) {
        await objects.unblockOwners(identity, node.owners);
        const unblocked = await objects.get(identity);
        if (unblocked === undefined) return false;
        return objects.delete(unblocked, identity, 'Foreground');
      }
      return objects.delete(latest, identity, 'Foreground');
    case 'delete':
      return objects.delete(latest, identity, policyOf(latest));
  }
}

/** Finalizers that ask for a policy already are honoured. */
function policyOf(object: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  if (hasFinalizer(object, orphanFinalizer)) return 'Orphan';
  return hasFinalizer(object, foregroundFinalizer) ? 'Foreground' : 'Background';
}

/** Mirrors processDeletingDependentsItem. */
async function finishForegroundDeletion(parts: AttemptParts, node: GraphNode): Promise<void> {
  const blocking = node.blockingDependents();
  if (blocking.length === 0) await parts.objects.removeFinalizer(node.identity, foregroundFinalizer);
  for (const dependent of blocking) {
    // What is on its way already needs no second look each time one of the others goes.
    if (!dependent.beingDeleted) parts.attemptToDelete.add(dependent, parts.cause);
  }
}
