import { appsV1, type V1Deployment, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { hasStatusCause, makeKey } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer, WorkQueue } from '../../client/index.ts';
import { matcherOf } from '../../component-helpers/index.ts';
import {
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
  TerminalError,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { carryOutClaims, decideClaims } from '../kit/claim.ts';
import { controlledBy, orphansIn } from '../kit/controller-index.ts';
import type { KeyTimers } from '../kit/key-timers.ts';
import { type OwnWrites, staleCacheRetryMs } from '../kit/own-writes.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { DeploymentSync } from './deployment-sync.ts';
import { rollOut, type SyncOutcome } from './roll-out.ts';

/**
 * How often a Deployment that fails is tried again before it is left until something changes: with the back-off from
 * 5 ms on, the last time is 82 s after the one before. Kubernetes' own number.
 */
const maxRetries = 15;

/** What the reconciler works with; all of it is shared with the controller's event handlers. */
export interface DeploymentReconcilerParts {
  readonly clock: Clock;
  readonly deployments: SharedInformer<V1Deployment>;
  readonly replicaSets: SharedInformer<V1ReplicaSet>;
  readonly pods: SharedInformer<V1Pod>;
  readonly ownWrites: OwnWrites;
  /** Wakes a Deployment whose progress deadline has come. */
  readonly deadlines: KeyTimers;
  readonly recorder: EventRecorder;
  readonly queue: () => Pick<WorkQueue<string>, 'numRequeues' | 'forget'>;
}

/**
 * Leads each Deployment from its old ReplicaSets to the one with its template. Mirrors kubernetes
 * pkg/controller/deployment (syncDeployment, handleErr).
 */
export class DeploymentReconciler implements Reconciler {
  readonly #parts: DeploymentReconcilerParts;

  constructor(parts: DeploymentReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { deployments, ownWrites, deadlines, recorder } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const deployment = deployments.indexer.get(key);
    if (deployment === undefined) {
      ownWrites.forget(key);
      deadlines.set(key, undefined);
      return undefined;
    }
    if (!ownWrites.seen(key)) return { requeueAfterMs: staleCacheRetryMs };
    const report = reportAbout(recorder, deployments.type, deployment, cause);
    try {
      const outcome = await this.#sync(key, client, deployment, report);
      deadlines.set(key, outcome.progressCheckAfterMs, cause);
      return undefined;
    } catch (error) {
      return this.#failed(key, error);
    }
  }

  async #sync(key: string, client: Client, deployment: V1Deployment, report: Report): Promise<SyncOutcome> {
    const { deployments, replicaSets, pods, ownWrites, clock } = this.#parts;
    const matcher = matcherOf(deployment.spec?.selector);
    if (matcher === undefined) throw new Error(`deployment ${key} has invalid label selector`);
    const context = {
      client,
      report,
      nowMs: clock.now(),
      onReplicaSetWrite: (written: V1ReplicaSet) => ownWrites.wrote(key, replicaSets, written),
      onDeploymentWrite: (written: V1Deployment) => ownWrites.wrote(key, deployments, written),
    };
    if (matcher.everything) return refuseToSelectAll(new DeploymentSync(context, deployment, []), report);
    const { uid = '', namespace = '' } = deployment.metadata ?? {};
    const orphans = orphansIn(replicaSets.indexer, namespace);
    const claims = decideClaims(deployment, matcher, controlledBy(replicaSets.indexer, uid), orphans);
    const owner = { owner: deployment, ownerType: appsV1.deployments };
    const onWrite = context.onReplicaSetWrite;
    const owned = await carryOutClaims({ client, type: appsV1.replicaSets, ...owner, onWrite }, claims);
    const podsOf = (replicaSet: V1ReplicaSet) => controlledBy(pods.indexer, replicaSet.metadata?.uid ?? '');
    const sync = new DeploymentSync(context, deployment, owned);
    try {
      return await rollOut(sync, podsOf);
    } catch (error) {
      // What is known so far is told nevertheless; the failure itself matters more than that this fails, too.
      await sync.write().catch(() => {});
      throw error;
    }
  }

  #failed(key: string, error: unknown): undefined {
    const queue = this.#parts.queue();
    // Nothing can be made until the namespace is gone, and the Deployment with it.
    if (hasStatusCause(error, 'NamespaceTerminating')) return undefined;
    if (queue.numRequeues(key) < maxRetries) throw error;
    queue.forget(key);
    throw new TerminalError(error instanceof Error ? error : String(error));
  }
}

/** A selector of everything would take all pods of the namespace. Validation keeps it out of new Deployments. */
async function refuseToSelectAll(sync: DeploymentSync, report: Report): Promise<SyncOutcome> {
  const { deployment } = sync;
  const message = 'This deployment is selecting all pods. A non-empty selector is required.';
  report('Warning', 'SelectingAll', message);
  sync.setStatus({ ...deployment.status, observedGeneration: deployment.metadata?.generation ?? 0 });
  await sync.write();
  return { progressCheckAfterMs: undefined };
}
