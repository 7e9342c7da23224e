import { appsV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { controllerOf, type LabelMatcher } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer } from '../../client/index.ts';
import {
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
  requestKey,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { carryOutClaims, decideClaims } from '../kit/claim.ts';
import { controlledBy, orphansIn } from '../kit/controller-index.ts';
import type { CreationPace } from '../kit/creation-pace.ts';
import { expectationsTimeoutMs, type UidTrackingControllerExpectations } from '../kit/expectations.ts';
import type { KeyTimers } from '../kit/key-timers.ts';
import { type OwnWrites, staleCacheRetryMs } from '../kit/own-writes.ts';
import { isPodActive, isPodTerminating, nextAvailableAtMs } from '../kit/readiness.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { matcherOf } from '../kit/selector.ts';
import { podsToDelete, replicasToAdd, wantedReplicas } from './decide.ts';
import { createPods, deletePods, type ManageContext } from './replica-manager.ts';
import { replicaSetStatus } from './status.ts';
import { updateReplicaSetStatus } from './update-status.ts';

/** What the reconciler works with; all of it is shared with the controller's event handlers. */
export interface ReplicaSetReconcilerParts {
  readonly clock: Clock;
  readonly replicaSets: SharedInformer<V1ReplicaSet>;
  readonly pods: SharedInformer<V1Pod>;
  readonly expectations: UidTrackingControllerExpectations;
  readonly ownWrites: OwnWrites;
  /** Wakes a ReplicaSet that has waited for its own creations and deletions in vain. */
  readonly wakeUps: KeyTimers;
  readonly pace: CreationPace;
  readonly recorder: EventRecorder;
}

/** One look at a ReplicaSet. */
interface Sync {
  readonly key: string;
  readonly client: Client;
  readonly replicaSet: V1ReplicaSet;
  readonly matcher: LabelMatcher;
  readonly report: Report;
}

/** What came of creating or deleting pods: the failure if there was one, or that more are to be created at their pace. */
interface Managed {
  readonly error?: Error;
  readonly heldBack?: boolean;
}

/**
 * Creates and deletes pods until there are as many as wanted, and tells how many there are. It acts only on a cache that
 * has seen all it did before. Mirrors kubernetes pkg/controller/replicaset (syncReplicaSet).
 */
export class ReplicaSetReconciler implements Reconciler {
  readonly #parts: ReplicaSetReconcilerParts;

  constructor(parts: ReplicaSetReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { replicaSets, expectations, ownWrites, pace, wakeUps, recorder } = this.#parts;
    const key = requestKey(request.namespace, request.name);
    const replicaSet = replicaSets.indexer.get(key);
    if (replicaSet === undefined) {
      expectations.deleteExpectations(key);
      ownWrites.forget(key);
      pace.forget(key);
      wakeUps.set(key, undefined);
      return undefined;
    }
    if (!ownWrites.seen(key)) return { requeueAfterMs: staleCacheRetryMs };
    const matcher = matcherOf(replicaSet.spec?.selector);
    // Validation keeps a selector that is missing or wrong out; nothing can be done with one.
    if (matcher === undefined) return undefined;
    const report = reportAbout(recorder, replicaSets.type, replicaSet, cause);
    return this.#sync({ key, client, replicaSet, matcher, report });
  }

  async #sync(sync: Sync): Promise<ReconcileResult> {
    const { clock, expectations } = this.#parts;
    const { key, client, replicaSet } = sync;
    const mayManage =
      expectations.satisfiedExpectations(key) && replicaSet.metadata?.deletionTimestamp === undefined;
    const { active, terminatingCount } = await this.#claimPods(sync);
    const { error: manageError, heldBack = false } = mayManage ? await this.#manage(sync, active) : {};
    this.#awaitExpectations(key);
    const nowMs = clock.now();
    const observation = { replicaSet, activePods: active, terminatingCount, manageError, nowMs };
    const updated = await updateReplicaSetStatus(client, replicaSet, replicaSetStatus(observation));
    if (updated !== replicaSet) this.#parts.ownWrites.wrote(key, this.#parts.replicaSets, updated);
    if (manageError !== undefined) throw manageError;
    const check = this.#nextAvailabilityCheck(updated, active, nowMs);
    if (!heldBack) return check;
    const waitMs = this.#parts.pace.waitMs(key);
    return { requeueAfterMs: Math.min(waitMs, check?.requeueAfterMs ?? waitMs) };
  }

  /** The pods that count, with those that no longer match let go and matching orphans taken. */
  async #claimPods({ key, client, replicaSet, matcher }: Sync) {
    const { pods, ownWrites } = this.#parts;
    const { uid = '', namespace = '' } = replicaSet.metadata ?? {};
    const controlled = controlledBy(pods.indexer, uid);
    const activeControlled = controlled.every(isPodActive) ? controlled : controlled.filter(isPodActive);
    const orphans = orphansIn(pods.indexer, namespace);
    const claims = decideClaims(replicaSet, matcher, activeControlled, orphans);
    let terminatingCount = 0;
    for (const pod of activeControlled === controlled ? [] : controlled) {
      if (isPodTerminating(pod) && matcher.matches(pod.metadata?.labels)) terminatingCount++;
    }
    const onWrite = (pod: V1Pod) => ownWrites.wrote(key, pods, pod);
    const owner = { owner: replicaSet, ownerType: appsV1.replicaSets };
    const active = await carryOutClaims({ client, type: pods.type, ...owner, onWrite }, claims);
    return { active, terminatingCount };
  }

  /** Creates or deletes pods. */
  async #manage({ key, client, replicaSet, report }: Sync, active: readonly V1Pod[]): Promise<Managed> {
    const { pods, ownWrites, expectations, pace } = this.#parts;
    const missing = replicasToAdd(replicaSet, active.length);
    if (missing === 0) return {};
    const { uid, generation } = replicaSet.metadata ?? {};
    const count =
      missing < 0 ? missing : pace.take(key, `${uid}/${generation}`, wantedReplicas(replicaSet), missing);
    const heldBack = count < missing;
    if (count === 0) return { heldBack };
    const onWrite = (pod: V1Pod) => ownWrites.wrote(key, pods, pod);
    const context: ManageContext = { replicaSet, client, report, expectations, onWrite };
    try {
      if (count > 0) await createPods(context, count);
      else await deletePods(context, this.#choose(replicaSet, active, -count));
      return { heldBack };
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  #choose(replicaSet: V1ReplicaSet, active: readonly V1Pod[], count: number): readonly V1Pod[] {
    const related = count < active.length ? this.#relatedPods(replicaSet) : [];
    return podsToDelete(active, related, count, this.#parts.clock.now());
  }

  /**
   * The pods of all ReplicaSets of this one's owner. Mirrors getIndirectlyRelatedPods. Differs: by what owns them, not
   * by what selects them, so that no pod of others is looked at.
   */
  #relatedPods(replicaSet: V1ReplicaSet): readonly V1Pod[] {
    const owner = controllerOf(replicaSet);
    if (owner === undefined) return [];
    const { replicaSets, pods } = this.#parts;
    const siblings = controlledBy(replicaSets.indexer, owner.uid);
    return siblings.flatMap((sibling) => controlledBy(pods.indexer, sibling.metadata?.uid ?? ''));
  }

  /** A watch may miss what is expected: after the timeout the ReplicaSet is looked at without it. */
  #awaitExpectations(key: string): void {
    const { expectations, wakeUps } = this.#parts;
    wakeUps.set(key, expectations.satisfiedExpectations(key) ? undefined : expectationsTimeoutMs + 1);
  }

  /** Looks again when the next pod has been ready for long enough. */
  #nextAvailabilityCheck(replicaSet: V1ReplicaSet, active: readonly V1Pod[], atMs: number): ReconcileResult {
    const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
    const { readyReplicas = 0, availableReplicas = 0 } = replicaSet.status ?? {};
    if (minReadySeconds <= 0 || readyReplicas === availableReplicas) return undefined;
    const nextMs = nextAvailableAtMs(active, minReadySeconds, atMs) ?? atMs + minReadySeconds * 1000;
    // At least 1 ms: what became due while the status was written is looked at right away, but after this.
    return { requeueAfterMs: Math.max(1, nextMs - this.#parts.clock.now()) };
  }
}
