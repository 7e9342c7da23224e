import { coreV1, policyV1 } from '../../../api/index.ts';
import { goQuote } from '../../../apimachinery/index.ts';
import { nominatedNodeOf } from '../../cache/nominator.ts';
import { PodInfo } from '../../cache/pod-info.ts';
import type { CycleState } from '../../framework/cycle-state.ts';
import { type Diagnosis, fitErrorMessage, resolvableNodes, statusOn } from '../../framework/diagnosis.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import type { Plugin, PostFilterResult, PreemptionCandidate } from '../../framework/plugin.ts';
import { Status } from '../../framework/status.ts';
import type { DefaultPreemptionArgs } from '../args.ts';
import { type DryRun, findCandidates } from './candidates.ts';
import { ineligibility } from './eligibility.ts';
import { pickCandidate } from './pick-candidate.ts';
import { Preemptions } from './preemptions.ts';

const name = 'DefaultPreemption';
const notHelpful = new Status(
  'UnschedulableAndUnresolvable',
  name,
  'Preemption is not helpful for scheduling',
);
const underWay = new Status(
  'UnschedulableAndUnresolvable',
  name,
  'waiting for the preemption for this pod to be finished',
);

/**
 * Where a pod fits nowhere, pods that are less important make way for it, on one node and as few as will do. They get the time
 * they need to end; meanwhile the pod is nominated for the node. Mirrors kubernetes plugins/defaultpreemption and
 * pkg/scheduler/framework/preemption, with SchedulerAsyncPreemption.
 */
export function defaultPreemption(args: DefaultPreemptionArgs, handle: PluginHandle): Plugin {
  return new DefaultPreemption(args, handle);
}

class DefaultPreemption implements Plugin {
  readonly name = name;
  /** What this plugin keeps out may be let in when a pod is gone; whether it is worth it the others know. */
  readonly events = [{ resource: 'AssignedPod', action: 'Delete', hint: () => false }] as const;
  readonly #args: DefaultPreemptionArgs;
  readonly #handle: PluginHandle;
  readonly #pods;
  readonly #budgets;
  readonly #preemptions: Preemptions;

  constructor(args: DefaultPreemptionArgs, handle: PluginHandle) {
    this.#args = args;
    this.#handle = handle;
    this.#pods = handle.lister(coreV1.pods);
    this.#budgets = handle.lister(policyV1.podDisruptionBudgets);
    this.#preemptions = new Preemptions(name, handle, this.#pods);
  }

  preEnqueue({ uid }: PodInfo): Status | undefined {
    return this.#preemptions.isUnderWay(uid) ? underWay : undefined;
  }

  postFilter(
    state: CycleState,
    pod: PodInfo,
    diagnosis: Diagnosis,
  ): PostFilterResult | Promise<PostFilterResult> {
    const result = this.#preempt(state, pod, diagnosis);
    return result instanceof Promise ? result.then(ofPreemption) : ofPreemption(result);
  }

  #preempt(
    state: CycleState,
    tried: PodInfo,
    diagnosis: Diagnosis,
  ): PostFilterResult | Promise<PostFilterResult> {
    const { extenders, snapshot } = this.#handle;
    const current = this.#pods.get(tried.key);
    if (current === undefined) return { status: notFound(tried) };
    const pod = current === tried.pod ? tried : new PodInfo(current, tried);
    const nominated = nominatedNodeOf(current);
    const said = nominated === '' ? undefined : statusOn(diagnosis, nominated);
    const reason = ineligibility(pod, snapshot.node(nominated), said);
    if (reason !== undefined) return { status: new Status('Unschedulable', name, reason) };
    const potential = resolvableNodes(diagnosis, snapshot.nodes());
    const budgets = this.#budgets.list();
    const found = findCandidates(state, pod, potential, budgets, { ...this.#args, ...this.#handle });
    const { candidates } = found;
    if (candidates.length === 0) return noCandidate(found, snapshot.nodes().length);
    if (extenders.concernsPreemptionOf(current)) return this.#askExtenders(state, pod, candidates);
    return this.#begin(state, pod, candidates);
  }

  async #askExtenders(
    state: CycleState,
    pod: PodInfo,
    candidates: readonly PreemptionCandidate[],
  ): Promise<PostFilterResult> {
    const { extenders, snapshot } = this.#handle;
    const agreed = await extenders.preempt(pod.pod, candidates, snapshot);
    return agreed instanceof Status ? { status: agreed } : this.#begin(state, pod, agreed);
  }

  #begin(state: CycleState, pod: PodInfo, candidates: readonly PreemptionCandidate[]): PostFilterResult {
    const best = pickCandidate(candidates, this.#handle.environment.clock.now());
    if (best === undefined)
      return { status: new Status('Unschedulable', name, 'no candidate node for preemption') };
    this.#preemptions.start(state, pod, best);
    return { nominatedNode: best.node, candidates };
  }
}

function ofPreemption(result: PostFilterResult): PostFilterResult {
  const { status } = result;
  if (status === undefined) return result;
  return { ...result, status: new Status(status.code, name, `preemption: ${status.message}`) };
}

function notFound({ pod }: PodInfo): Status {
  return new Status('Error', name, `pod ${goQuote(pod.metadata?.name ?? '')} not found`);
}

/** What is said of the nodes where no pods can make way, or what failed. */
function noCandidate({ statuses, failures }: DryRun, nodeCount: number): PostFilterResult {
  const [failure] = failures;
  if (failure !== undefined) {
    const says = failures.length === 1 ? failure : `[${failures.join(', ')}]`;
    return { status: new Status('Error', name, says) };
  }
  const message = fitErrorMessage({ nodeCount, statuses, absent: notHelpful });
  return { nominatedNode: '', status: new Status('Unschedulable', name, message) };
}
