import { coreV1, type V1Pod, type V1PodDisruptionBudget } from '../../api/index.ts';
import { goQuote, keyOf } from '../../apimachinery/index.ts';
import type { EventRecorder, Indexer, WorkQueue } from '../../client/index.ts';
import { matcherOf } from '../../component-helpers/index.ts';
import { causeOf, type EventHandler } from '../../controller-runtime/index.ts';
import { inNamespace } from '../kit/controller-index.ts';
import { reportAbout } from '../kit/report.ts';

/** What happens to a pod wakes its budget. Mirrors kubernetes pkg/controller/disruption (addPod, updatePod, deletePod). */
export function budgetEvents(
  budgets: Indexer<V1PodDisruptionBudget>,
  recorder: EventRecorder,
): EventHandler<V1Pod> {
  const wake = ({ object: pod }: { readonly object: V1Pod }, queue: WorkQueue<string>): void => {
    const all = inNamespace(budgets, pod.metadata?.namespace ?? '');
    if (all.length === 0) return;
    const [budget, another] = all.filter(({ spec }) =>
      matcherOf(spec?.selector)?.matches(pod.metadata?.labels),
    );
    if (budget === undefined) return;
    if (another !== undefined) reportMany(recorder, pod, budget);
    queue.add(keyOf(budget), causeOf(pod));
  };
  return { create: wake, update: wake, delete: wake };
}

function reportMany(recorder: EventRecorder, pod: V1Pod, budget: V1PodDisruptionBudget): void {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const chosen = goQuote(budget.metadata?.name ?? '');
  const message = `Pod ${goQuote(namespace)}/${goQuote(name)} matches multiple PodDisruptionBudgets.  Chose ${chosen} arbitrarily.`;
  reportAbout(recorder, coreV1.pods, pod, causeOf(pod))('Warning', 'MultiplePodDisruptionBudgets', message);
}
