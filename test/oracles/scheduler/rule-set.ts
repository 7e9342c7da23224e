import type { RuleSet } from '../kit/rule-cases.ts';
import { type ClusterCase, clusters, largeClusters } from './cases.ts';
import { type Decision, decide } from './ours.ts';
import { type LargeCluster, type Placement, placeAll } from './ours-placing.ts';
import { affinity, defaults, spread } from './random-affinity.ts';
import { devices } from './random-devices.ts';
import { preferring } from './random-pods.ts';
import { nominations, preemption, preemptionByAffinity } from './random-preemption.ts';
import { volumes } from './random-volumes.ts';

/** Where pods may go, where they go best, and what is said of those that go nowhere: kube-scheduler's default profile. */
export const schedulerRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'scheduler',
  cases: {
    nodes: clusters({}, 17),
    preferences: clusters({ areRoomy: true, affinity: preferring }, 17),
    affinity: clusters(affinity, 17),
    spread: clusters(spread, 17),
    defaults: clusters(defaults, 17),
    'preemption-by-affinity': clusters(preemptionByAffinity, 17),
    volumes: clusters(volumes, 17),
    preemption: clusters(preemption, 17),
    nominations: clusters(nominations, 17),
    devices: clusters(devices, 17),
    'many-nodes': largeClusters({}, 2),
    'many-preferences': largeClusters({ areRoomy: true, affinity: preferring }, 2),
    'many-affinity': largeClusters(affinity, 2),
    'many-spread': largeClusters(spread, 2),
    'many-volumes': largeClusters(volumes, 2),
    'many-devices': largeClusters(devices, 2),
    'many-extended': largeClusters({}, 2, true),
  },
  ours: (rule, input, judged) =>
    rule.startsWith('many-')
      ? placeAll(input as LargeCluster, judged as readonly Placement[])
      : oneOfTheBest(decide(input as ClusterCase), judged as readonly Decision[]),
};

/** Where several nodes are equally good, one is drawn: any that the judge may take is right. */
function oneOfTheBest(ours: readonly Decision[], judged: readonly Decision[]): readonly Decision[] {
  return ours.map((decision, at) => {
    const [picked = ''] = decision.preempts?.picked ?? [];
    const best = judged[at]?.preempts?.picked ?? [];
    if (decision.preempts === undefined || !best.includes(picked)) return decision;
    return { ...decision, preempts: { ...decision.preempts, picked: best } };
  });
}
