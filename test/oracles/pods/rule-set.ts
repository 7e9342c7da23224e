import type { V1Node, V1Pod, V1PodCondition, V1Taint, V1Toleration } from '../../../api/index.ts';
import { findCondition, parseTime } from '../../../apimachinery/index.ts';
import {
  type Amounts,
  amountsOf,
  changedPodCondition,
  hasPodLevelRequests,
  isPodAvailable,
  isPodReady,
  isPodTerminal,
  podLimits,
  podRequests,
  preferredNodes,
  qosClass,
  type ResourceList,
  requiredNodeAffinity,
  toleratesAll,
  toleratesAny,
  zoneKeyOf,
} from '../../../component-helpers/index.ts';
import type { RuleSet } from '../kit/rule-cases.ts';
import { casesByRule } from './cases.ts';

/** Rules of component-helpers. */
export const podRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'pods',
  cases: casesByRule,
  ours: (rule, input, judged) => answers[rule]?.(input, judged),
};

/** What we answer, in the form in which the judge (main.go) answers. */
const answers: Readonly<Record<string, (input: unknown, judged: unknown) => unknown>> = {
  resources: answering<{ pod: V1Pod; useStatus: boolean; nonMissing: ResourceList }>(
    ({ pod, useStatus, nonMissing }) => ({
      requests: texts(podRequests(pod, { useStatus, nonMissing: amountsOf(nonMissing) })),
      limits: texts(podLimits(pod)),
      podLevel: hasPodLevelRequests(pod),
    }),
  ),
  qos: answering<V1Pod>(({ spec }) => qosClass(spec ?? { containers: [] })),
  readiness: answering<{ pod: V1Pod; minReadySeconds: number; now: string }>(
    ({ pod, minReadySeconds, now }) => [
      isPodReady(pod),
      isPodAvailable(pod, minReadySeconds, parseTime(now)),
      isPodTerminal(pod),
    ],
  ),
  condition: answering<{ pod: V1Pod; condition: V1PodCondition }>(conditionAnswer),
  tolerates: answering<{ tolerations: V1Toleration[]; taints: V1Taint[] }>(({ tolerations, taints }) => ({
    each: taints.map((taint) => toleratesAny(tolerations, taint)),
    all: toleratesAll(tolerations, taints),
  })),
  'node-affinity': (input, judged) =>
    affinityAnswer(input as { pod: V1Pod; node: V1Node }, Object.hasOwn(judged as object, 'score')),
  zone: answering<V1Node>(zoneKeyOf),
};

function answering<T>(answer: (input: T) => unknown): (input: unknown) => unknown {
  return (input) => answer(input as T);
}

function texts(amounts: Amounts): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toString()]));
}

function conditionAnswer({ pod, condition }: { pod: V1Pod; condition: V1PodCondition }): string {
  const changed = changedPodCondition(pod, condition, 'now');
  if (changed === undefined) return 'no news';
  const former = findCondition(pod.status?.conditions, condition.type);
  return former !== undefined && changed.lastTransitionTime === former.lastTransitionTime
    ? 'time kept'
    : 'time new';
}

/** Kubernetes gives no score where one of the preferences cannot be read. */
function affinityAnswer({ pod, node }: { pod: V1Pod; node: V1Node }, scored: boolean): unknown {
  const of = { name: node.metadata?.name ?? '', labels: node.metadata?.labels ?? {} };
  const matches = requiredNodeAffinity(pod)?.(of) ?? true;
  if (!scored) return { matches };
  const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return { matches, score: preferredNodes(preferred)?.(of) ?? 0 };
}
