import { coreV1, type ResourceV1ResourceClaim, type V1Pod } from '../../api/index.ts';
import { formatTime, makeKey } from '../../apimachinery/index.ts';
import {
  type Client,
  type EventRecorder,
  type Indexer,
  isPodGone,
  patchPodStatus,
} from '../../client/index.ts';
import { LruMap } from '../../collections/index.ts';
import {
  changedPodCondition,
  claimNotForPod,
  claimOfEntry,
  isReservedFor,
} from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Cause, Clock } from '../../environment/index.ts';
import { reportAbout } from '../kit/report.ts';
import { claimEvictionMs, type SlicesOf } from './claim-eviction.ts';

/** So many pods are remembered as evicted. */
const evictedMax = 500;

export interface EvictionParts {
  readonly clock: Clock;
  readonly pods: Indexer<V1Pod>;
  readonly claims: Indexer<ResourceV1ResourceClaim>;
  readonly slicesOf: SlicesOf;
  readonly recorder: EventRecorder;
}

/** Deletes pods whose devices are tainted, once; what was planned and is not to be any more is told of. */
export class EvictionReconciler implements Reconciler {
  readonly #parts: EvictionParts;
  /** The uids of pods that are to be evicted, by their keys. */
  readonly #planned = new Map<string, string>();
  readonly #evicted = new LruMap<string, true>(evictedMax);

  constructor(parts: EvictionParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { clock, pods } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const pod = pods.get(key);
    const { uid = '' } = pod?.metadata ?? {};
    const wasPlanned = this.#planned.get(key) === uid;
    this.#planned.delete(key);
    if (pod === undefined || this.#evicted.get(uid) === true) return undefined;
    const atMs = this.#evictionMs(pod);
    if (atMs === undefined) {
      if (wasPlanned) this.#tell(pod, 'Cancelling deletion', cause);
      return undefined;
    }
    this.#planned.set(key, uid);
    const inMs = atMs - clock.now();
    if (inMs > 0) return { requeueAfterMs: inMs };
    await this.#evict(pod, client, cause);
    this.#planned.delete(key);
    this.#evicted.set(uid, true);
    return undefined;
  }

  /** The first of the times of its claims. Mirrors podEvictionTime. */
  #evictionMs(pod: V1Pod): number | undefined {
    const { claims, slicesOf } = this.#parts;
    if ((pod.spec?.nodeName ?? '') === '') return undefined;
    const times = (pod.spec?.resourceClaims ?? []).flatMap((entry) => {
      const named = claimOfEntry(pod, entry);
      if (named === undefined || named === 'absent') return [];
      const claim = claims.get(makeKey(pod.metadata?.namespace ?? '', named.name));
      if (claim === undefined || !isReservedFor(pod, claim)) return [];
      if (named.generated && claimNotForPod(pod, claim) !== undefined) return [];
      return claimEvictionMs(claim, slicesOf) ?? [];
    });
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Mirrors addConditionAndDeletePod. */
  async #evict(known: V1Pod, client: Client, cause: Cause): Promise<void> {
    const { namespace = '', name = '', uid = '' } = known.metadata ?? {};
    try {
      const pod = await client.get(coreV1.pods, { namespace, name });
      if (pod.metadata?.uid !== uid || pod.metadata.deletionTimestamp !== undefined) return;
      this.#tell(pod, 'Marking for deletion', cause);
      const text = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByDeviceTaintManager',
        message: 'Device Taint manager: deleting due to NoExecute taint',
      };
      const condition = changedPodCondition(pod, text, formatTime(this.#parts.clock.now()));
      // Kubernetes does not say of which generation of the pod it is.
      const { observedGeneration: _, ...told } = condition ?? {};
      if (condition !== undefined) await patchPodStatus(client, pod, { conditions: [told] });
      await client.delete(coreV1.pods, { namespace, name }, { preconditions: { uid } });
    } catch (error) {
      if (!isPodGone(error)) throw error;
    }
  }

  #tell({ metadata }: V1Pod, message: string, cause: Cause): void {
    // The version is not told: it is what happens to all of the pod.
    const { resourceVersion: _, ...reference } = metadata ?? {};
    const report = reportAbout(this.#parts.recorder, coreV1.pods, { metadata: reference }, cause);
    report('Normal', 'DeviceTaintManagerEviction', message);
  }
}
