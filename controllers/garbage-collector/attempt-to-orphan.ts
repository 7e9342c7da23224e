import { ignoreNotFound } from '../../apimachinery/index.ts';
import { orphanFinalizer } from './deletion-finalizers.ts';
import type { GraphNode } from './graph-node.ts';
import type { LiveObjects } from './live-objects.ts';

/**
 * Takes the reference to the node's object out of all its dependents, and then lets it go. Rejects when one of them
 * failed. Mirrors kubernetes pkg/controller/garbagecollector (attemptToOrphanWorker).
 */
export async function attemptToOrphan(objects: LiveObjects, node: GraphNode): Promise<void> {
  const { identity } = node;
  const results = await Promise.allSettled(
    node
      .dependents()
      .map((dependent) => objects.removeOwners(dependent.identity, [identity.uid]).catch(ignoreNotFound)),
  );
  const failed = results.filter((result) => result.status === 'rejected');
  const [first] = failed;
  if (first !== undefined) {
    throw new Error(`failed to orphan ${failed.length} dependents: ${first.reason}`, { cause: first.reason });
  }
  await objects.removeFinalizer(identity, orphanFinalizer);
}
