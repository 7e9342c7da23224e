import {
  appsV1,
  type V1ControllerRevision,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StatefulSet,
} from '../../api/index.ts';
import { ignoreNotFound, type LabelMatcher, makeKey, objectKey } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer } from '../../client/index.ts';
import { matcherOf, nextAvailableAtMs } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { carryOutClaims, decideClaims } from '../kit/claim.ts';
import { allOrphanPodsIn, allPodsOf, controlledBy, orphansIn } from '../kit/controller-index.ts';
import type { CreationPace } from '../kit/creation-pace.ts';
import { byRevision } from '../kit/history/index.ts';
import { type OwnWrites, staleCacheRetryMs } from '../kit/own-writes.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { updateStatus } from '../kit/update-status.ts';
import { carryOut } from './carry-out.ts';
import { decide, sortOut } from './decide.ts';
import { isMemberOf, wantedReplicas } from './identity.ts';
import { chooseRevisions, setRevision, surplusRevisions } from './revisions.ts';
import { StatefulPodControl } from './stateful-pod-control.ts';
import { statefulSetStatus } from './status.ts';

/** What the reconciler works with. */
export interface StatefulSetReconcilerParts {
  readonly clock: Clock;
  readonly sets: SharedInformer<V1StatefulSet>;
  readonly pods: SharedInformer<V1Pod>;
  readonly claims: SharedInformer<V1PersistentVolumeClaim>;
  readonly revisions: SharedInformer<V1ControllerRevision>;
  readonly ownWrites: OwnWrites;
  readonly pace: CreationPace;
  readonly recorder: EventRecorder;
}

/** One look at a set. */
interface Look {
  readonly key: string;
  readonly set: V1StatefulSet;
  readonly client: Client;
  readonly report: Report;
}

/**
 * Keeps the pods of each StatefulSet: one for each ordinal, with its claims, made and replaced in order. It acts only on
 * caches that have seen all it did before. Mirrors kubernetes pkg/controller/statefulset (sync, UpdateStatefulSet).
 */
export class StatefulSetReconciler implements Reconciler {
  readonly #parts: StatefulSetReconcilerParts;

  constructor(parts: StatefulSetReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { sets, ownWrites, pace, recorder } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const set = sets.indexer.get(key);
    if (set === undefined) {
      ownWrites.forget(key);
      pace.forget(key);
      return undefined;
    }
    if (!ownWrites.seen(key)) return { requeueAfterMs: staleCacheRetryMs };
    const matcher = matcherOf(set.spec?.selector);
    // Validation keeps a selector that is missing or wrong out; nothing can be done with one.
    if (matcher === undefined) return undefined;
    const look = { key, set, client, report: reportAbout(recorder, sets.type, set, cause) };
    const revisions = (await this.#claimRevisions(look, matcher)).toSorted(byRevision);
    return this.#sync(look, await this.#claimPods(look, matcher), revisions);
  }

  async #sync(
    look: Look,
    pods: readonly V1Pod[],
    history: readonly V1ControllerRevision[],
  ): Promise<ReconcileResult> {
    const { clock, sets, ownWrites } = this.#parts;
    const { key, set, client } = look;
    const nowMs = clock.now();
    const chosen = await chooseRevisions(client, set, history);
    for (const revision of [chosen.current, chosen.update])
      ownWrites.wrote(key, this.#parts.revisions, revision);
    const control = new StatefulPodControl({ ...this.#parts, ...look });
    const revisions = { current: setRevision(chosen.current), update: setRevision(chosen.update) };
    const observation = { set, pods, revisions, claim: (name: string) => control.claim(name), nowMs };
    const sorted = sortOut(set, pods);
    const done = await carryOut(set, decide(observation, sorted), control, () => this.#mayCreate(look));
    const status = statefulSetStatus(observation, sorted, { ...done, ...chosen });
    const updated = await updateStatus(client, sets.type, set, status);
    if (updated !== set) ownWrites.wrote(key, sets, updated);
    for (const revision of surplusRevisions(set, pods, history, chosen))
      await client.delete(appsV1.controllerRevisions, objectKey(revision)).catch(ignoreNotFound);
    if (done.error !== undefined) throw done.error;
    return this.#nextLook(look, updated, pods, nowMs, done.heldBack);
  }

  /** Pods that end as soon as they are made are made again at a bounded pace. */
  #mayCreate({ key, set }: Look): boolean {
    const { uid, generation } = set.metadata ?? {};
    return this.#parts.pace.take(key, `${uid}/${generation}`, wantedReplicas(set), 1) === 1;
  }

  /** Mirrors getPodsForStatefulSet: also those that are over. */
  #claimPods({ key, set, client }: Look, matcher: LabelMatcher): Promise<readonly V1Pod[]> {
    const { pods, ownWrites } = this.#parts;
    const { uid = '', namespace = '' } = set.metadata ?? {};
    const claims = decideClaims(
      set,
      matcher,
      allPodsOf(pods.indexer, uid),
      allOrphanPodsIn(pods.indexer, namespace),
      (pod) => isMemberOf(set, pod),
    );
    const onWrite = (pod: V1Pod) => ownWrites.wrote(key, pods, pod);
    return carryOutClaims(
      { client, type: pods.type, owner: set, ownerType: appsV1.statefulSets, onWrite },
      claims,
    );
  }

  /** Mirrors adoptOrphanRevisions: none is released. */
  #claimRevisions(
    { key, set, client }: Look,
    matcher: LabelMatcher,
  ): Promise<readonly V1ControllerRevision[]> {
    const { revisions, ownWrites } = this.#parts;
    const { uid = '', namespace = '' } = set.metadata ?? {};
    const { indexer, type } = revisions;
    const orphans = orphansIn(indexer, namespace);
    const claims = { ...decideClaims(set, matcher, controlledBy(indexer, uid), orphans), release: [] };
    const onWrite = (revision: V1ControllerRevision) => ownWrites.wrote(key, revisions, revision);
    return carryOutClaims({ client, type, owner: set, ownerType: appsV1.statefulSets, onWrite }, claims);
  }

  /** Looks again when the next pod has been ready for long enough, or when the next may be made. */
  #nextLook(
    { key }: Look,
    { spec, status }: V1StatefulSet,
    pods: readonly V1Pod[],
    atMs: number,
    heldBack: boolean,
  ): ReconcileResult {
    const { clock, pace } = this.#parts;
    const minReadySeconds = spec?.minReadySeconds ?? 0;
    const { readyReplicas = 0, availableReplicas = 0 } = status ?? {};
    const waits: number[] = heldBack ? [pace.waitMs(key)] : [];
    if (minReadySeconds > 0 && readyReplicas !== availableReplicas) {
      const nextMs = nextAvailableAtMs(pods, minReadySeconds, atMs) ?? atMs + minReadySeconds * 1000;
      // At least 1 ms: what became due while the status was written is looked at right away, but after this.
      waits.push(Math.max(1, nextMs - clock.now()));
    }
    return waits.length === 0 ? undefined : { requeueAfterMs: Math.min(...waits) };
  }
}
