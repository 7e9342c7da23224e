import type { V1Pod, V1PodDisruptionBudget, V1PodDisruptionBudgetStatus } from '../../../api/index.ts';
import {
  findCondition,
  forbidden,
  formatTime,
  InvalidValueError,
  type KubeObject,
  labelSelectorMatcher,
  StatusError,
  statusCause,
  tooManyRequests,
  unclassified,
} from '../../../apimachinery/index.ts';
import { disruptionAllowed, withDisruptionAllowed } from '../../../component-helpers/index.ts';
import { ownRequest } from '../../own-request.ts';
import { withPart } from '../../pipeline/strategies/index.ts';
import type { ServedKind } from '../../registry/served-kind.ts';
import type { RequestContext } from '../../request/request-context.ts';
import type { DeleteOptions } from '../../verbs/delete.ts';
import { list } from '../../verbs/list.ts';
import { replace } from '../../verbs/replace.ts';
import { statusUpdate } from '../status.ts';

/** The budget that a pod belongs to, and the kind it is of. */
export interface Budget {
  readonly kind: ServedKind;
  readonly object: V1PodDisruptionBudget;
}

/** So many evictions may be unseen by the controller. Mirrors MaxDisruptedPodSize. */
const disruptedPodsMax = 2000;

/** The budget that selects the pod; undefined: none does. Throws where several do. Mirrors getPodDisruptionBudgets. */
export async function budgetOf({ server, info }: RequestContext, pod: V1Pod): Promise<Budget | undefined> {
  const kind = server.resources.preferred('policy', 'poddisruptionbudgets');
  if (kind === undefined) return undefined;
  const { namespace } = info;
  const { items } = await list(ownRequest(server, kind, { verb: 'list', by: 'kube-apiserver', namespace }));
  const [object, another] = items
    .map((stored) => stored.object as V1PodDisruptionBudget)
    .filter((budget) => selects(budget, pod));
  if (another !== undefined) {
    throw unclassified(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  return object && { kind, object };
}

function selects({ spec }: V1PodDisruptionBudget, pod: V1Pod): boolean {
  try {
    return labelSelectorMatcher(spec?.selector).matches(pod.metadata?.labels);
  } catch (error) {
    if (error instanceof InvalidValueError) return false;
    throw error;
  }
}

/** Whether a pod that is not ready may go without being counted. */
export function mayLoseUnhealthy({ object: { spec, status = {} } }: Budget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status;
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

/** Counts the eviction of the pod. Throws what it is refused with. Mirrors checkAndDecrement. */
export async function takeFromBudget(
  { server, info, origin }: RequestContext,
  { kind, object }: Budget,
  { dryRun = [] }: DeleteOptions,
): Promise<void> {
  const asked = ownRequest(server, kind, {
    verb: 'update',
    subresource: 'status',
    by: 'kube-apiserver',
    namespace: info.namespace,
    name: object.metadata?.name ?? '',
    cause: origin.cause,
    dryRun: dryRun.length > 0,
  });
  const nowText = formatTime(server.environment.clock.now());
  await replace(asked, (current) => withoutOne(kind, current, info.name, nowText), statusUpdate);
}

function withoutOne(
  kind: ServedKind,
  object: V1PodDisruptionBudget,
  pod: string,
  nowText: string,
): KubeObject {
  const { status = {} } = object;
  checkAllowed({ kind, object }, status);
  const disruptionsAllowed = (status.disruptionsAllowed ?? 0) - 1;
  const disruptedPods = { ...status.disruptedPods, [pod]: nowText };
  const next = { ...status, disruptionsAllowed, disruptedPods };
  return withPart(object, 'status', disruptionsAllowed === 0 ? withDisruptionAllowed(next, nowText) : next);
}

function checkAllowed(budget: Budget, status: V1PodDisruptionBudgetStatus): void {
  const { generation = 0, name = '' } = budget.object.metadata ?? {};
  if ((status.observedGeneration ?? 0) < generation) throw stillProcessed(budget);
  if (Object.keys(status.disruptedPods ?? {}).length > disruptedPodsMax) {
    const says = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    throw forbidden({ group: 'policy', resource: 'poddisruptionbudget' }, name, says);
  }
  if ((status.disruptionsAllowed ?? 0) === 0) throw violates(refusal(name, status), 0);
}

/** The controller has not yet judged what the budget says, or how the pod is. */
export function stillProcessed({ object }: Budget): StatusError {
  const name = object.metadata?.name ?? '';
  return violates(`The disruption budget ${name} is still being processed by the server.`, 10);
}

function refusal(name: string, status: V1PodDisruptionBudgetStatus): string {
  const { currentHealthy = 0, desiredHealthy = 0 } = status;
  const told = findCondition(status.conditions, disruptionAllowed);
  const isTold = told?.status === 'False' && told.message !== '';
  const refuses = `The disruption budget ${name} does not allow evicting pods currently`;
  if (isTold && told.reason === 'SyncFailed') return `${refuses} because it failed sync: ${told.message}`;
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  return isTold ? `${refuses} (${told.reason}): ${told.message}` : refuses;
}

function violates(says: string, retryAfterSeconds: number): StatusError {
  const refused = "Cannot evict pod as it would violate the pod's disruption budget.";
  const { status } = tooManyRequests(refused, retryAfterSeconds);
  const causes = [statusCause('DisruptionBudget', says)];
  return new StatusError({ ...status, details: { ...status.details, causes } });
}
