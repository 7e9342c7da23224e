import { appsV1, type V1Deployment, type V1DeploymentStatus, type V1ReplicaSet } from '../../api/index.ts';
import {
  controllerOf,
  findCondition,
  hasStatusCause,
  ignoreNotFound,
  isAlreadyExists,
  messageOf,
  objectKey,
  type StatusError,
} from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Report } from '../kit/report.ts';
import { maxRevision, newReplicaSetAnnotations, revisionAnnotation } from './annotations.ts';
import { newCondition, type ProgressingReason, withCondition } from './conditions.ts';
import { replicaSetsToDelete } from './history.ts';
import { buildNewReplicaSet } from './new-replica-set.ts';
import { hasProgressDeadline } from './progress.ts';
import { wantedReplicas } from './replica-sets.ts';
import type { Rollback } from './rollback.ts';
import { type Scaling, scaled } from './scale.ts';
import { type ReplicaSets, sameStatus } from './status.ts';
import { sameTemplate, sortOut } from './template.ts';

/** What a sync does its work with. */
export interface DeploymentSyncContext {
  readonly client: Client;
  readonly report: Report;
  readonly nowMs: number;
  /** Told of each object as it was written. */
  readonly onReplicaSetWrite: (replicaSet: V1ReplicaSet) => void;
  readonly onDeploymentWrite: (deployment: V1Deployment) => void;
}

/**
 * One sync of one Deployment: its ReplicaSets as this sync has left them, and the Deployment as it is to be written in
 * the end. Mirrors kubernetes pkg/controller/deployment (the parts of sync.go that write).
 *
 * Differs: all that changes in the Deployment's status and revision goes into one write at the end, where upstream writes
 * several times and runs into conflicts with itself.
 */
export class DeploymentSync {
  readonly #context: DeploymentSyncContext;
  /** As it was read, or last written. */
  #observed: V1Deployment;
  /** True once a write has failed: another one of this sync would, too. */
  #refused = false;
  #deployment: V1Deployment;
  #replicaSets: readonly V1ReplicaSet[];
  /** Comparing templates is dear: done again only after a ReplicaSet has changed. */
  #sorted: ReplicaSets | undefined;

  constructor(
    context: DeploymentSyncContext,
    deployment: V1Deployment,
    replicaSets: readonly V1ReplicaSet[],
  ) {
    this.#context = context;
    this.#observed = deployment;
    this.#deployment = deployment;
    this.#replicaSets = replicaSets;
  }

  get deployment(): V1Deployment {
    return this.#deployment;
  }

  get replicaSets(): ReplicaSets {
    this.#sorted ??= sortOut(this.#deployment, this.#replicaSets);
    return this.#sorted;
  }

  get nowMs(): number {
    return this.#context.nowMs;
  }

  /**
   * Brings the annotations of the ReplicaSet with the Deployment's template, if there is one, and the Deployment's
   * revision up to date. Mirrors getAllReplicaSetsAndSyncRevision.
   */
  async adoptRevision(): Promise<void> {
    const { newReplicaSet, oldReplicaSets } = this.replicaSets;
    if (newReplicaSet === undefined) return;
    const revised = this.#revised(newReplicaSet, maxRevision(oldReplicaSets) + 1);
    const current = revised === newReplicaSet ? revised : await this.#update(revised);
    this.#setRevision(current.metadata?.annotations?.[revisionAnnotation] ?? '');
    if (findCondition(this.#deployment.status?.conditions, 'Progressing') === undefined) {
      this.#setProgressing('FoundNewReplicaSet', `Found new replica set "${current.metadata?.name}"`);
    }
  }

  /** Makes the ReplicaSet for the Deployment's template unless it is there. Mirrors getNewReplicaSet. */
  async ensureNewReplicaSet(): Promise<V1ReplicaSet> {
    const { newReplicaSet, oldReplicaSets } = this.replicaSets;
    if (newReplicaSet !== undefined) return newReplicaSet;
    const wanted = buildNewReplicaSet(this.#deployment, oldReplicaSets);
    const replicaSet = await this.#create(wanted);
    this.#setReplicaSets([...this.#replicaSets, replicaSet]);
    this.#setRevision(String(maxRevision(oldReplicaSets) + 1));
    return replicaSet;
  }

  /** Resizes in order; true if a size changed. Mirrors scaleReplicaSet. */
  async scale(scalings: readonly Scaling[]): Promise<boolean> {
    let anySize = false;
    for (const scaling of scalings) anySize = (await this.#scaleOne(scaling)) || anySize;
    return anySize;
  }

  /** Deletes old ReplicaSets beyond the limit. Mirrors cleanupDeployment. */
  async cleanUp(): Promise<void> {
    for (const replicaSet of replicaSetsToDelete(this.#deployment, this.replicaSets.oldReplicaSets)) {
      await this.#context.client.delete(appsV1.replicaSets, objectKey(replicaSet)).catch(ignoreNotFound);
    }
  }

  /** Writes the Deployment as a rollback wants it, and tells about it. Mirrors updateDeploymentAndClearRollbackTo. */
  async replace({ deployment, event }: Rollback): Promise<void> {
    if (event.type === 'Warning') this.#context.report(event.type, event.reason, event.message);
    this.#context.onDeploymentWrite(await this.#context.client.update(appsV1.deployments, deployment));
    if (event.type === 'Normal') this.#context.report(event.type, event.reason, event.message);
  }

  setStatus(status: V1DeploymentStatus): void {
    this.#deployment = { ...this.#deployment, status };
  }

  /** Writes status and revision if they changed; true if they were written. */
  async write(): Promise<boolean> {
    if (this.#refused || sameAsBefore(this.#deployment, this.#observed)) return false;
    this.#refused = true;
    const written = await this.#context.client.updateStatus(appsV1.deployments, this.#deployment);
    this.#refused = false;
    this.#context.onDeploymentWrite(written);
    this.#observed = written;
    this.#deployment = written;
    return true;
  }

  #revised(replicaSet: V1ReplicaSet, revision: number): V1ReplicaSet {
    const had = replicaSet.metadata?.annotations;
    const annotations = newReplicaSetAnnotations(this.#deployment, had, revision);
    const minReadySeconds = this.#deployment.spec?.minReadySeconds ?? 0;
    const sameWait = (replicaSet.spec?.minReadySeconds ?? 0) === minReadySeconds;
    if (sameWait && annotations === had) return replicaSet;
    return {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, ...(annotations !== undefined && { annotations }) },
      spec: { selector: {}, ...replicaSet.spec, ...(!sameWait && { minReadySeconds }) },
    };
  }

  async #scaleOne(scaling: Scaling): Promise<boolean> {
    // The sync may have written the ReplicaSet since the decision: the size goes into what it is now.
    const uid = scaling.replicaSet.metadata?.uid;
    const current = this.#replicaSets.find((candidate) => candidate.metadata?.uid === uid);
    if (current === undefined) return false;
    const wanted = scaled(this.#deployment, { ...scaling, replicaSet: current });
    if (wanted === current) return false;
    await this.#update(wanted);
    const before = wantedReplicas(current);
    if (before === scaling.replicas) return false;
    const direction = before < scaling.replicas ? 'up' : 'down';
    const sizes = `from ${before} to ${scaling.replicas}`;
    this.#context.report(
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${direction} replica set ${current.metadata?.name} ${sizes}`,
    );
    return true;
  }

  async #update(replicaSet: V1ReplicaSet): Promise<V1ReplicaSet> {
    const updated = await this.#context.client.update(appsV1.replicaSets, replicaSet);
    this.#context.onReplicaSetWrite(updated);
    const uid = updated.metadata?.uid;
    this.#setReplicaSets(this.#replicaSets.map((known) => (known.metadata?.uid === uid ? updated : known)));
    return updated;
  }

  async #create(replicaSet: V1ReplicaSet): Promise<V1ReplicaSet> {
    try {
      const created = await this.#context.client.create(appsV1.replicaSets, replicaSet);
      this.#context.onReplicaSetWrite(created);
      this.#tellOfCreation(created);
      return created;
    } catch (error) {
      if (isAlreadyExists(error)) return this.#existing(replicaSet, error);
      if (!hasStatusCause(error, 'NamespaceTerminating')) await this.#tellOfFailure(replicaSet, error);
      throw error;
    }
  }

  /**
   * The ReplicaSet that has the name: ours, made before and not seen yet, or one whose template has the same hash. Then
   * the count of collisions goes up, which makes another hash the next time.
   */
  async #existing(wanted: V1ReplicaSet, alreadyExists: StatusError): Promise<V1ReplicaSet> {
    const existing = await this.#context.client.get(appsV1.replicaSets, objectKey(wanted));
    const isOurs = controllerOf(existing)?.uid === this.#deployment.metadata?.uid;
    if (isOurs && sameTemplate(this.#deployment.spec?.template, existing.spec?.template)) return existing;
    const status = this.#deployment.status;
    this.setStatus({ ...status, collisionCount: (status?.collisionCount ?? 0) + 1 });
    await this.write();
    throw alreadyExists;
  }

  #tellOfCreation(replicaSet: V1ReplicaSet): void {
    const name = replicaSet.metadata?.name;
    const size = wantedReplicas(replicaSet);
    const scaledUp = `Scaled up replica set ${name} from 0 to ${size}`;
    if (size > 0) this.#context.report('Normal', 'ScalingReplicaSet', scaledUp);
    this.#setProgressing('NewReplicaSetCreated', `Created new replica set "${name}"`);
  }

  async #tellOfFailure(replicaSet: V1ReplicaSet, error: unknown): Promise<void> {
    const says = messageOf(error);
    const message = `Failed to create new replica set "${replicaSet.metadata?.name}": ${says}`;
    this.#setProgressing('ReplicaSetCreateError', message, 'False');
    // That the status cannot be written is the lesser trouble; the greater one is reported.
    await this.write().catch(() => {});
    this.#context.report('Warning', 'ReplicaSetCreateError', message);
  }

  #setReplicaSets(replicaSets: readonly V1ReplicaSet[]): void {
    this.#replicaSets = replicaSets;
    this.#sorted = undefined;
  }

  #setRevision(revision: string): void {
    const had = this.#deployment.metadata?.annotations;
    if (had?.[revisionAnnotation] === revision) return;
    const annotations = { ...had, [revisionAnnotation]: revision };
    this.#deployment = { ...this.#deployment, metadata: { ...this.#deployment.metadata, annotations } };
  }

  #setProgressing(reason: ProgressingReason, message: string, status: 'True' | 'False' = 'True'): void {
    if (!hasProgressDeadline(this.#deployment)) return;
    const had = this.#deployment.status?.conditions ?? [];
    const condition = newCondition('Progressing', status, reason, message, this.nowMs);
    const conditions = withCondition(had, condition);
    if (conditions !== had) this.setStatus({ ...this.#deployment.status, conditions });
  }
}

function sameAsBefore(a: V1Deployment, b: V1Deployment): boolean {
  if (a === b) return true;
  return (
    a.metadata?.annotations?.[revisionAnnotation] === b.metadata?.annotations?.[revisionAnnotation] &&
    sameStatus(a.status, b.status)
  );
}
