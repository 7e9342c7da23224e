import type { OwnerReference } from '../../apimachinery/index.ts';
import type { Identity } from './identity.ts';

const none: readonly OwnerReference[] = Object.freeze([]);

/**
 * An object as the owner graph knows it. Only the graph changes nodes; who works on one reads them, and reads them
 * again after every await. Mirrors kubernetes pkg/controller/garbagecollector (node).
 */
export class GraphNode {
  identity: Identity;
  owners: readonly OwnerReference[] = none;
  /** Known from references to it only, so that neither its being there nor its identity is sure. */
  virtual = false;
  beingDeleted = false;
  /** It is being deleted and waits, by its finalizer, for its dependents. */
  deletingDependents = false;
  /** In the order they came; absent for the many that never have one. */
  #dependents: Set<GraphNode> | undefined;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  get dependentCount(): number {
    return this.#dependents?.size ?? 0;
  }

  dependents(): readonly GraphNode[] {
    return this.#dependents === undefined ? [] : [...this.#dependents];
  }

  addDependent(node: GraphNode): void {
    this.#dependents ??= new Set();
    this.#dependents.add(node);
  }

  deleteDependent(node: GraphNode): void {
    this.#dependents?.delete(node);
  }

  /** The dependents that its deletion must wait for. */
  blockingDependents(): readonly GraphNode[] {
    const { uid } = this.identity;
    return this.dependents().filter(({ owners }) =>
      owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
    );
  }
}
