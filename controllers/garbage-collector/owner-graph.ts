import {
  isBeingDeleted,
  type KubeObject,
  type OwnerReference,
  type ResourceType,
} from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import type { AbsentOwners } from './absent-owners.ts';
import {
  foregroundFinalizer,
  hasFinalizer,
  orphanFinalizer,
  startsWaitingFor,
} from './deletion-finalizers.ts';
import { GraphNode } from './graph-node.ts';
import { type Identity, identityOf, identityOfReference, sameCoordinates, sameIdentity } from './identity.ts';
import { alternateIdentity, partitionDependents } from './owner-identities.ts';
import { type ReferenceChanges, referenceChanges, unblockedOwners } from './reference-changes.ts';

export interface OwnerGraphParts {
  readonly attemptToDelete: WorkQueue<GraphNode>;
  readonly attemptToOrphan: WorkQueue<GraphNode>;
  readonly absentOwners: AbsentOwners;
  /** A dependent refers to an owner that is in another namespace, where no reference leads. */
  readonly onInvalidNamespace: (dependent: GraphNode, ownerUid: string) => void;
}

/**
 * Who owns whom, by uid, as the informers tell it; tells the queues what to look at. It may be behind: whoever acts
 * on it must ask the API server first. Mirrors kubernetes pkg/controller/garbagecollector (GraphBuilder).
 *
 * Differs: changes are taken in at once and not queued, and a node that gets another identity stays the same node,
 * because nothing runs beside them; an object that was replaced while nobody watched is deleted and added.
 */
export class OwnerGraph {
  readonly #parts: OwnerGraphParts;
  readonly #nodes = new Map<string, GraphNode>();

  constructor(parts: OwnerGraphParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  added(type: ResourceType, object: KubeObject): void {
    this.#observed(type, object, undefined);
  }

  updated(type: ResourceType, before: KubeObject, object: KubeObject): void {
    if (before.metadata?.uid !== object.metadata?.uid) {
      this.deleted(type, before);
      this.#observed(type, object, undefined);
    } else if (!sameLinks(before, object)) this.#observed(type, object, before);
  }

  deleted(type: ResourceType, object: KubeObject): void {
    const node = this.#nodes.get(object.metadata?.uid ?? '');
    if (node === undefined) return;
    const identity = identityOf(type, object);
    if (node.virtual) this.#becomeObserved(node, identity, causeOf(object));
    this.#remove(node, identity, causeOf(object));
  }

  /** The API server has no object of this identity. Mirrors the virtual delete event. */
  foundAbsent(identity: Identity, cause?: Cause): void {
    const node = this.#nodes.get(identity.uid);
    if (node === undefined) return;
    const { attemptToDelete, absentOwners } = this.#parts;
    const same = sameIdentity(node.identity, identity);
    const { matching, nonmatching } = partitionDependents(node.dependents(), identity);
    if (node.virtual ? nonmatching.length === 0 : same) {
      this.#remove(node, identity, cause);
      return;
    }
    if (matching.length > 0) absentOwners.add(identity);
    for (const dependent of matching) attemptToDelete.add(dependent, cause);
    if (!node.virtual || !same) return;
    // Those that are left may know better where the owner is.
    const alternate = alternateIdentity(nonmatching, identity);
    if (alternate === undefined) return;
    node.identity = alternate;
    attemptToDelete.addRateLimited(node, cause);
  }

  #observed(type: ResourceType, object: KubeObject, before: KubeObject | undefined): void {
    const identity = identityOf(type, object);
    const cause = causeOf(object);
    let node = this.#nodes.get(identity.uid);
    if (node === undefined) {
      node = new GraphNode(identity);
      node.owners = object.metadata?.ownerReferences ?? [];
      node.beingDeleted = isBeingDeleted(object);
      node.deletingDependents = node.beingDeleted && hasFinalizer(object, foregroundFinalizer);
      this.#nodes.set(identity.uid, node);
      this.#addToOwners(node, node.owners, cause);
    } else {
      if (node.virtual) this.#becomeObserved(node, identity, cause);
      // The same object may be shown by another version of its API.
      else if (!sameIdentity(node.identity, identity)) node.identity = identity;
      this.#update(node, object, cause);
    }
    this.#transitions(node, object, before, cause);
  }

  /** An informer has shown what was known from references. Those that told it otherwise are looked at. */
  #becomeObserved(node: GraphNode, identity: Identity, cause: Cause | undefined): void {
    node.virtual = false;
    if (sameIdentity(node.identity, identity)) return;
    for (const dependent of partitionDependents(node.dependents(), identity).nonmatching) {
      if (identity.namespace !== '' && dependent.identity.namespace !== identity.namespace) {
        this.#parts.onInvalidNamespace(dependent, identity.uid);
      }
      this.#parts.attemptToDelete.add(dependent, cause);
    }
    node.identity = identity;
  }

  #update(node: GraphNode, object: KubeObject, cause: Cause | undefined): void {
    const owners = object.metadata?.ownerReferences ?? [];
    const changes = referenceChanges(node.owners, owners);
    node.owners = owners;
    if (isBeingDeleted(object)) node.beingDeleted = true;
    this.#queueUnblockedOwners(changes, cause);
    this.#addToOwners(node, changes.added, cause);
    for (const { uid } of changes.removed) this.#nodes.get(uid)?.deleteDependent(node);
  }

  #queueUnblockedOwners(changes: ReferenceChanges, cause: Cause | undefined): void {
    for (const uid of unblockedOwners(changes)) {
      const owner = this.#nodes.get(uid);
      if (owner !== undefined) this.#parts.attemptToDelete.add(owner, cause);
    }
  }

  /** Mirrors addDependentToOwners: an owner that is not known yet becomes a virtual node, which is looked up. */
  #addToOwners(node: GraphNode, owners: readonly OwnerReference[], cause: Cause | undefined): void {
    let doubtful = false;
    for (const reference of owners) {
      let owner = this.#nodes.get(reference.uid);
      if (owner === undefined) {
        owner = new GraphNode(identityOfReference(reference, node.identity.namespace));
        owner.virtual = true;
        this.#nodes.set(reference.uid, owner);
        this.#parts.attemptToDelete.add(owner, cause);
      } else if (!doubtful) doubtful = this.#isDoubtful(node, reference, owner);
      owner.addDependent(node);
    }
    if (doubtful) this.#parts.attemptToDelete.add(node, cause);
  }

  /** Whether what the reference says of the owner differs from what else is known of it. */
  #isDoubtful(node: GraphNode, reference: OwnerReference, owner: GraphNode): boolean {
    const sameNamespace = owner.identity.namespace === node.identity.namespace;
    if (owner.identity.namespace !== '' && !sameNamespace) {
      if (!owner.virtual) this.#parts.onInvalidNamespace(node, reference.uid);
      return true;
    }
    if (!sameCoordinates(reference, owner.identity)) return true;
    // A virtual owner without a namespace may be a namespaced one to which a cluster-scoped dependent refers wrongly.
    return !sameNamespace && owner.virtual;
  }

  /** Mirrors processTransitions. */
  #transitions(
    node: GraphNode,
    object: KubeObject,
    before: KubeObject | undefined,
    cause: Cause | undefined,
  ): void {
    if (startsWaitingFor(orphanFinalizer, object, before)) {
      this.#parts.attemptToOrphan.add(node, cause);
    } else if (startsWaitingFor(foregroundFinalizer, object, before)) {
      node.deletingDependents = true;
      for (const dependent of node.dependents()) this.#parts.attemptToDelete.add(dependent, cause);
      this.#parts.attemptToDelete.add(node, cause);
    }
  }

  /** Looks at what the node owned, and at owners that waited for it to go. */
  #remove(node: GraphNode, identity: Identity, cause: Cause | undefined): void {
    const { attemptToDelete, absentOwners } = this.#parts;
    this.#nodes.delete(node.identity.uid);
    for (const { uid } of node.owners) this.#nodes.get(uid)?.deleteDependent(node);
    const dependents = node.dependents();
    if (dependents.length > 0) absentOwners.add(identity);
    for (const dependent of dependents) attemptToDelete.add(dependent, cause);
    for (const { uid } of node.owners) {
      const owner = this.#nodes.get(uid);
      if (owner?.deletingDependents === true) attemptToDelete.add(owner, cause);
    }
  }
}

/** True for the many updates that say nothing about owners or deletion. */
function sameLinks(before: KubeObject, object: KubeObject): boolean {
  const a = before.metadata;
  const b = object.metadata;
  return (
    a?.ownerReferences === b?.ownerReferences &&
    a?.deletionTimestamp === b?.deletionTimestamp &&
    a?.finalizers === b?.finalizers
  );
}
