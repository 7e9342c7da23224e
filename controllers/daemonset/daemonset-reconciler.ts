import type { V1DaemonSet, V1Node, V1Pod } from '../../api/index.ts';
import { keyOf, type LabelMatcher, makeKey } from '../../apimachinery/index.ts';
import type { EventRecorder, SharedInformer } from '../../client/index.ts';
import { matcherOf, nextAvailableAtMs } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { CreationPace } from '../kit/creation-pace.ts';
import { staleCacheRetryMs } from '../kit/own-writes.ts';
import type { OwnerLook, PodControl } from '../kit/pod-control.ts';
import { reportAbout } from '../kit/report.ts';
import { updateStatus } from '../kit/update-status.ts';
import { daemonPod, onNode } from './daemon-pod.ts';
import { type Changes, decideChanges, type Removal } from './decide.ts';
import type { FailedPods } from './failed-pods.ts';
import type { DaemonSetHistory, History } from './history.ts';
import { decideRolling } from './rolling.ts';
import { daemonSetStatus } from './status.ts';
import { byNode, type DaemonView } from './view.ts';

/**
 * The most pods one sync creates, and the most it deletes, before it waits to see them in its cache. Kubernetes' own
 * number.
 */
const burstReplicas = 250;

/** What the reconciler works with. */
export interface DaemonSetReconcilerParts {
  readonly clock: Clock;
  readonly daemonSets: SharedInformer<V1DaemonSet>;
  readonly nodes: SharedInformer<V1Node>;
  readonly podControl: PodControl<V1DaemonSet>;
  readonly history: DaemonSetHistory;
  readonly pace: CreationPace;
  readonly failedPods: FailedPods;
  readonly recorder: EventRecorder;
}

/** What a look at a DaemonSet found. */
interface Found {
  readonly look: OwnerLook<V1DaemonSet>;
  readonly view: DaemonView;
  readonly pods: readonly V1Pod[];
  readonly history: History;
}

/** What came of creating and deleting pods. */
interface Managed {
  /** Nothing was created or deleted. */
  readonly idle: boolean;
  /** When to go on, where something has to wait. */
  readonly againAfterMs: number;
}

/**
 * Brings a pod to every node that should have one and takes it from the others, leads it from an old template to a new one,
 * and tells how many there are. It acts only on a cache that has seen all it did before. Mirrors kubernetes
 * pkg/controller/daemon (syncDaemonSet).
 */
export class DaemonSetReconciler implements Reconciler {
  readonly #parts: DaemonSetReconcilerParts;

  constructor(parts: DaemonSetReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { daemonSets, podControl, recorder } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const daemonSet = daemonSets.indexer.get(key);
    if (daemonSet === undefined) return this.#forget(key);
    if (!podControl.ownWrites.seen(key)) return { requeueAfterMs: staleCacheRetryMs };
    const matcher = matcherOf(daemonSet.spec?.selector);
    // Validation keeps a selector that is missing or wrong out; nothing can be done with one.
    if (matcher === undefined) return undefined;
    const report = reportAbout(recorder, daemonSets.type, daemonSet, cause);
    if (matcher.everything) {
      report(
        'Warning',
        'SelectingAll',
        'This daemon set is selecting all pods. A non-empty selector is required.',
      );
      return undefined;
    }
    // Which of its revisions are still there is not known any more, and so not which pods are of today's.
    if (daemonSet.metadata?.deletionTimestamp !== undefined) return undefined;
    return this.#sync({ key, client, owner: daemonSet, report }, matcher);
  }

  #forget(key: string): undefined {
    const { podControl, pace, failedPods } = this.#parts;
    podControl.forget(key);
    pace.forget(key);
    failedPods.forget(key);
  }

  async #sync(look: OwnerLook<V1DaemonSet>, matcher: LabelMatcher): Promise<ReconcileResult> {
    const { podControl } = this.#parts;
    const found = await this.#find(look, matcher);
    const mayManage = podControl.mayManage(look);
    const managing = mayManage ? this.#manage(found) : Promise.resolve(nothing);
    const managed = await managing.catch((error: unknown) => ({ ...nothing, error }));
    podControl.awaitExpectations(look.key);
    await this.#tell(found, mayManage).catch((error: unknown) => {
      // That pods cannot be made or deleted matters more.
      if (!('error' in managed)) throw error;
    });
    if ('error' in managed) throw managed.error;
    const requeueAfterMs = Math.min(managed.againAfterMs, this.#nextAvailableAfterMs(found));
    return Number.isFinite(requeueAfterMs) ? { requeueAfterMs } : undefined;
  }

  async #find(look: OwnerLook<V1DaemonSet>, matcher: LabelMatcher): Promise<Found> {
    const { clock, podControl, nodes } = this.#parts;
    const claim = () => podControl.claimAll(look, matcher);
    const history = await this.#parts.history.construct(look, matcher, claim);
    const pods = await claim();
    const podsByNode = byNode(pods);
    const { hash } = history;
    const view = { daemonSet: look.owner, hash, nodes: nodes.indexer.list(), podsByNode, nowMs: clock.now() };
    return { look, view, pods, history };
  }

  /**
   * Mirrors kubernetes pkg/controller/daemon (updateDaemonSet). An update goes on only where nothing else is to be done, as
   * what is seen now would not be true any more.
   */
  async #manage(found: Found): Promise<Managed> {
    const { look, view, history, pods } = found;
    let managed = await this.#carryOut(found, decideChanges(view));
    if (managed.idle && view.daemonSet.spec?.updateStrategy?.type === 'RollingUpdate') {
      const rolled = await this.#carryOut(found, decideRolling(view));
      managed = { idle: rolled.idle, againAfterMs: Math.min(managed.againAfterMs, rolled.againAfterMs) };
    }
    await this.#parts.history.cleanUp(look, history.old, pods);
    return managed;
  }

  /** Mirrors kubernetes pkg/controller/daemon (syncNodes). */
  async #carryOut({ look, view }: Found, { createOn, remove }: Changes): Promise<Managed> {
    const { podControl, pace } = this.#parts;
    const { daemonSet, hash } = view;
    const { uid, generation } = daemonSet.metadata ?? {};
    const missing = Math.min(burstReplicas, createOn.length);
    const count = missing === 0 ? 0 : pace.take(look.key, `${uid}/${generation}`, view.nodes.length, missing);
    const { pods: deletions, waitMs } = this.#removable(look, remove);
    const againAfterMs = count < missing ? Math.min(waitMs, pace.waitMs(look.key)) : waitMs;
    if (count === 0 && deletions.length === 0) return { idle: true, againAfterMs };
    const pod = daemonPod(daemonSet, hash);
    const creations = createOn.slice(0, count).map((node) => onNode(pod, node));
    await podControl.change(look, creations, deletions.slice(0, burstReplicas));
    return { idle: false, againAfterMs };
  }

  /** The pods to delete, but for failed ones whose time has not come. */
  #removable(look: OwnerLook<V1DaemonSet>, remove: readonly Removal[]) {
    const pods: V1Pod[] = [];
    let waitMs = Number.POSITIVE_INFINITY;
    for (const { pod, node, over } of remove) {
      if (over === 'failed') {
        const delayMs = this.#parts.failedPods.waitMs(look.key, look.owner, node);
        if (delayMs > 0) {
          waitMs = Math.min(waitMs, delayMs);
          continue;
        }
        const message = `Found failed daemon pod ${keyOf(pod)} on node ${node}, will try to kill it`;
        look.report('Warning', 'FailedDaemonPod', message);
      }
      if (over === 'succeeded') {
        const message = `Found succeeded daemon pod ${keyOf(pod)} on node ${node}, will try to delete it`;
        look.report('Normal', 'SucceededDaemonPod', message);
      }
      pods.push(pod);
    }
    return { pods, waitMs };
  }

  /** Writes the status. */
  async #tell({ look, view }: Found, observed: boolean): Promise<void> {
    const { daemonSets, podControl } = this.#parts;
    const status = daemonSetStatus(view, observed);
    const updated = await updateStatus(look.client, daemonSets.type, look.owner, status);
    if (updated !== look.owner) podControl.ownWrites.wrote(look.key, daemonSets, updated);
  }

  /** How long it is until the next pod has been ready for long enough. */
  #nextAvailableAfterMs({ look, view, pods }: Found): number {
    const minReadySeconds = look.owner.spec?.minReadySeconds ?? 0;
    const atMs = nextAvailableAtMs(pods, minReadySeconds, view.nowMs);
    // At least 1 ms: what became due meanwhile is looked at right away, but after this.
    return atMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, atMs - this.#parts.clock.now());
  }
}

const nothing: Managed = Object.freeze({ idle: true, againAfterMs: Number.POSITIVE_INFINITY });
