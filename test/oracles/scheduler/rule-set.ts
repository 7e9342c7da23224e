import type { RuleSet } from '../kit/rule-cases.ts';
import { type ClusterCase, clusters } from './cases.ts';
import { type Decision, decide } from './ours.ts';
import { volumes } from './random-volumes.ts';

/** Where pods may go, where they go best, and what is said of those that go nowhere: kube-scheduler's default profile. */
export const schedulerRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'scheduler',
  cases: {
    nodes: clusters({}, 30),
    volumes: clusters(volumes, 30),
  },
  ours: (_rule, input, judged) => unpreempted(decide(input as ClusterCase), judged as readonly Decision[]),
};

/** Nothing is preempted here yet: what the judge says of that is taken from it. */
function unpreempted(ours: readonly Decision[], judged: readonly Decision[]): readonly Decision[] {
  return ours.map((decision, at) => {
    const { preempts, message } = judged[at] ?? {};
    const same = beforePreemption(message) === beforePreemption(decision.message);
    return { ...decision, ...(same && message && { message }), ...(preempts && { preempts }) };
  });
}

function beforePreemption(message = ''): string {
  return message.replace(/ (no new claims to deallocate, )?preemption: .*$/, '');
}
