import type { V1Pod } from '../../api/index.ts';
import { controllerOf, type LabelMatcher, makeKey } from '../../apimachinery/index.ts';
import type { EventRecorder, SharedInformer } from '../../client/index.ts';
import { matcherOf, nextAvailableAtMs } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { controlledBy } from '../kit/controller-index.ts';
import type { CreationPace } from '../kit/creation-pace.ts';
import { staleCacheRetryMs } from '../kit/own-writes.ts';
import type { OwnerLook, PodControl } from '../kit/pod-control.ts';
import { reportAbout } from '../kit/report.ts';
import { updateStatus } from '../kit/update-status.ts';
import { podsToDelete, replicasToAdd, wantedReplicas } from './decide.ts';
import type { ReplicaKind, ReplicaOwner } from './replica-owner.ts';
import { replicaSetStatus } from './status.ts';

/** What the reconciler works with. */
export interface ReplicaSetReconcilerParts<O extends ReplicaOwner> {
  readonly kind: Pick<ReplicaKind<O>, 'selectorOf' | 'tellsTerminating'>;
  readonly clock: Clock;
  readonly replicaSets: SharedInformer<O>;
  readonly pods: SharedInformer<V1Pod>;
  readonly podControl: PodControl<O>;
  readonly pace: CreationPace;
  readonly recorder: EventRecorder;
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
export class ReplicaSetReconciler<O extends ReplicaOwner> implements Reconciler {
  readonly #parts: ReplicaSetReconcilerParts<O>;

  constructor(parts: ReplicaSetReconcilerParts<O>) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { kind, replicaSets, podControl, pace, recorder } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const replicaSet = replicaSets.indexer.get(key);
    if (replicaSet === undefined) {
      podControl.forget(key);
      pace.forget(key);
      return undefined;
    }
    if (!podControl.ownWrites.seen(key)) return { requeueAfterMs: staleCacheRetryMs };
    const matcher = matcherOf(kind.selectorOf(replicaSet));
    // Validation keeps a selector that is missing or wrong out; nothing can be done with one.
    if (matcher === undefined) return undefined;
    const report = reportAbout(recorder, replicaSets.type, replicaSet, cause);
    return this.#sync({ key, client, owner: replicaSet, report }, matcher);
  }

  async #sync(look: OwnerLook<O>, matcher: LabelMatcher): Promise<ReconcileResult> {
    const { kind, clock, podControl, replicaSets, pace } = this.#parts;
    const { key, client, owner: replicaSet } = look;
    const mayManage = podControl.mayManage(look);
    const { active, terminatingCount } = await podControl.claim(look, matcher);
    const { error: manageError, heldBack = false } = mayManage ? await this.#manage(look, active) : {};
    podControl.awaitExpectations(key);
    const nowMs = clock.now();
    const observation = {
      replicaSet,
      activePods: active,
      terminatingCount: kind.tellsTerminating ? terminatingCount : undefined,
      manageError,
      nowMs,
    };
    const updated = await updateStatus(client, replicaSets.type, replicaSet, replicaSetStatus(observation));
    if (updated !== replicaSet) podControl.ownWrites.wrote(key, replicaSets, updated);
    if (manageError !== undefined) throw manageError;
    const check = this.#nextAvailabilityCheck(updated, active, nowMs);
    if (!heldBack) return check;
    const waitMs = pace.waitMs(key);
    return { requeueAfterMs: Math.min(waitMs, check?.requeueAfterMs ?? waitMs) };
  }

  /** Creates or deletes pods. */
  async #manage(look: OwnerLook<O>, active: readonly V1Pod[]): Promise<Managed> {
    const { podControl, pace } = this.#parts;
    const { key, owner: replicaSet } = look;
    const missing = replicasToAdd(replicaSet, active.length);
    if (missing === 0) return {};
    const { uid, generation } = replicaSet.metadata ?? {};
    const count =
      missing < 0 ? missing : pace.take(key, `${uid}/${generation}`, wantedReplicas(replicaSet), missing);
    const heldBack = count < missing;
    if (count === 0) return { heldBack };
    try {
      if (count > 0) await podControl.create(look, replicaSet.spec?.template, count);
      else await podControl.delete(look, this.#choose(replicaSet, active, -count));
      return { heldBack };
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  #choose(replicaSet: O, active: readonly V1Pod[], count: number): readonly V1Pod[] {
    const related = count < active.length ? this.#relatedPods(replicaSet) : [];
    return podsToDelete(active, related, count, this.#parts.clock.now());
  }

  /**
   * The pods of all ReplicaSets of this one's owner. Mirrors getIndirectlyRelatedPods. Differs: by what owns them, not
   * by what selects them, so that no pod of others is looked at.
   */
  #relatedPods(replicaSet: O): readonly V1Pod[] {
    const owner = controllerOf(replicaSet);
    if (owner === undefined) return [];
    const { replicaSets, pods } = this.#parts;
    const siblings = controlledBy(replicaSets.indexer, owner.uid);
    return siblings.flatMap((sibling) => controlledBy(pods.indexer, sibling.metadata?.uid ?? ''));
  }

  /** Looks again when the next pod has been ready for long enough. */
  #nextAvailabilityCheck(replicaSet: O, active: readonly V1Pod[], atMs: number): ReconcileResult {
    const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
    const { readyReplicas = 0, availableReplicas = 0 } = replicaSet.status ?? {};
    if (minReadySeconds <= 0 || readyReplicas === availableReplicas) return undefined;
    const nextMs = nextAvailableAtMs(active, minReadySeconds, atMs) ?? atMs + minReadySeconds * 1000;
    // At least 1 ms: what became due while the status was written is looked at right away, but after this.
    return { requeueAfterMs: Math.max(1, nextMs - this.#parts.clock.now()) };
  }
}
