import { coreV1, policyV1, type V1Pod, type V1PodDisruptionBudget } from '../../api/index.ts';
import {
  deepEqual,
  formatTime,
  goSelectorText,
  isConflict,
  makeKey,
  messageOf,
  setCondition,
} from '../../apimachinery/index.ts';
import type { EventRecorder, SharedInformer } from '../../client/index.ts';
import { disruptionAllowed, matcherOf } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { indexByNamespace, inNamespace } from '../kit/controller-index.ts';
import type { KeyTimers } from '../kit/key-timers.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { budgetStatus, desiredHealthy, disruptedPods, healthyPods, isShare } from './decide.ts';
import { type ExpectedPods, expectedPods, type Owners } from './expected-pods.ts';

/** What the reconciler works with. */
export interface BudgetReconcilerParts {
  readonly clock: Clock;
  readonly budgets: SharedInformer<V1PodDisruptionBudget>;
  readonly pods: SharedInformer<V1Pod>;
  readonly owners: Owners;
  readonly recorder: EventRecorder;
  /** For looking again when an evicted pod should be gone. */
  readonly rechecks: KeyTimers;
}

/**
 * Counts the pods of each budget, and tells how many of them may be disrupted: none, where they cannot be counted. It
 * never writes over what an eviction has counted meanwhile. Mirrors kubernetes pkg/controller/disruption (sync).
 */
export class BudgetReconciler implements Reconciler {
  readonly #parts: BudgetReconcilerParts;

  constructor(parts: BudgetReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, context: ReconcileContext): Promise<ReconcileResult> {
    const { budgets, rechecks } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const budget = budgets.indexer.get(key);
    if (budget === undefined) {
      rechecks.set(key, undefined);
      return undefined;
    }
    try {
      await this.#sync(key, budget, context);
    } catch (error) {
      if (isConflict(error)) throw error;
      await this.#allowNone(budget, messageOf(error), context);
    }
    return undefined;
  }

  async #sync(key: string, budget: V1PodDisruptionBudget, context: ReconcileContext): Promise<void> {
    const { clock, recorder, rechecks } = this.#parts;
    const report = reportAbout(recorder, policyV1.podDisruptionBudgets, budget, context.cause);
    const pods = this.#podsOf(budget);
    if (pods.length === 0) report('Normal', 'NoPods', 'No matching pods found');
    const { expected, desired } = await this.#expect(budget, pods, context, report);
    const nowMs = clock.now();
    const disrupted = disruptedPods(pods, budget, nowMs);
    for (const pod of disrupted.late) this.#reportLate(budget, pod, context);
    const healthy = healthyPods(pods, disrupted.pods, nowMs);
    const counted = { healthy, desired, expected, disrupted: disrupted.pods };
    await this.#write(budget, budgetStatus(budget, counted, formatTime(nowMs)), context);
    const { lateAtMs } = disrupted;
    // One more, as it is late only after its time.
    rechecks.set(key, lateAtMs === undefined ? undefined : lateAtMs - nowMs + 1, context.cause);
  }

  #podsOf({ metadata, spec }: V1PodDisruptionBudget): readonly V1Pod[] {
    const { pods } = this.#parts;
    // Where nobody has a budget, nobody needs the index.
    indexByNamespace(pods);
    const matcher = matcherOf(spec?.selector);
    const inSameNamespace = inNamespace(pods.indexer, metadata?.namespace ?? '');
    return inSameNamespace.filter((pod) => matcher?.matches(pod.metadata?.labels));
  }

  async #expect(
    budget: V1PodDisruptionBudget,
    pods: readonly V1Pod[],
    { client }: ReconcileContext,
    report: Report,
  ): Promise<{ readonly expected: number; readonly desired: number }> {
    try {
      const { count, unmanaged } = isShare(budget)
        ? await expectedPods(client, this.#parts.owners, pods)
        : plainCount(budget, pods);
      const desired = desiredHealthy(budget, count);
      if (unmanaged.length > 0) report('Warning', 'UnmanagedPods', unmanagedText(budget));
      return { expected: count, desired };
    } catch (error) {
      const message = `Failed to calculate the number of expected pods: ${messageOf(error)}`;
      report('Warning', 'CalculateExpectedPodCountFailed', message);
      throw error;
    }
  }

  #reportLate({ metadata }: V1PodDisruptionBudget, pod: V1Pod, { cause }: ReconcileContext): void {
    const { namespace = '' } = metadata ?? {};
    // Kubernetes says the namespace twice.
    const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
    reportAbout(this.#parts.recorder, coreV1.pods, pod, cause)('Warning', 'NotDeleted', message);
  }

  /** Mirrors failSafe. */
  async #allowNone(budget: V1PodDisruptionBudget, message: string, context: ReconcileContext): Promise<void> {
    const { status = {} } = budget;
    const { observedGeneration } = status;
    const nowText = formatTime(this.#parts.clock.now());
    const condition = {
      type: disruptionAllowed,
      status: 'False',
      reason: 'SyncFailed',
      message,
      ...(observedGeneration !== undefined && { observedGeneration }),
      lastTransitionTime: nowText,
    };
    const conditions = [...setCondition(status.conditions, condition, nowText)];
    const { currentHealthy = 0, desiredHealthy: desired = 0, expectedPods: expected = 0 } = status;
    const numbers = { currentHealthy, desiredHealthy: desired, expectedPods: expected };
    await this.#write(budget, { ...status, ...numbers, disruptionsAllowed: 0, conditions }, context);
  }

  /** Not tried again on a fresh copy: what was counted was not counted of that. */
  async #write(
    budget: V1PodDisruptionBudget,
    status: NonNullable<V1PodDisruptionBudget['status']>,
    { client }: ReconcileContext,
  ): Promise<void> {
    if (status === budget.status || deepEqual(status, budget.status)) return;
    await client.updateStatus(policyV1.podDisruptionBudgets, { ...budget, status });
  }
}

/** A budget that wants a number of pods counts them as they are. */
function plainCount({ spec }: V1PodDisruptionBudget, pods: readonly V1Pod[]): ExpectedPods {
  return { count: spec?.minAvailable === undefined ? 0 : pods.length, unmanaged: [] };
}

function unmanagedText({ spec }: V1PodDisruptionBudget): string {
  const selector = goSelectorText(spec?.selector ?? {});
  return `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
}
