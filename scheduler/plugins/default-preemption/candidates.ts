import type { V1PodDisruptionBudget } from '../../../api/index.ts';
import type { Environment } from '../../../environment/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { CycleState } from '../../framework/cycle-state.ts';
import type { PluginRunner, Snapshot } from '../../framework/handle.ts';
import type { PreemptionCandidate } from '../../framework/plugin.ts';
import { Status } from '../../framework/status.ts';
import type { DefaultPreemptionArgs } from '../args.ts';
import { noVictims, selectVictims } from './victims.ts';

export interface DryRun {
  /** Those that would break no budget come first. */
  readonly candidates: readonly PreemptionCandidate[];
  /** Why it will not do, of each other node that was looked at. */
  readonly statuses: readonly Status[];
  readonly failures: readonly string[];
}

export interface DryRunParts extends PluginRunner, DefaultPreemptionArgs {
  readonly environment: Environment;
  readonly snapshot: Pick<Snapshot, 'hasPodsBelow'>;
}

/**
 * Tries on each node, from one that is drawn on, whether pods could make way there, until there are enough to choose from and
 * one of them breaks no budget. Mirrors findCandidates and DryRunPreemption.
 */
export function findCandidates(
  state: CycleState,
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  budgets: readonly V1PodDisruptionBudget[],
  parts: DryRunParts,
): DryRun {
  const { length } = nodes;
  if (!parts.snapshot.hasPodsBelow(pod.priority))
    return { candidates: [], statuses: new Array<Status>(length).fill(noVictims), failures: [] };
  const harmless: PreemptionCandidate[] = [];
  const violating: PreemptionCandidate[] = [];
  const statuses: Status[] = [];
  const enough = candidatesToFind(length, parts);
  const start = length === 0 ? 0 : parts.environment.random.integer(length);
  for (let looked = 0; looked < length; looked++) {
    const node = nodes[(start + looked) % length] as NodeInfo;
    const found = selectVictims(state, pod, node, budgets, parts);
    if (found instanceof Status) statuses.push(found);
    else if (found.violations === 0) harmless.push({ node: node.name, ...found });
    // The rest of those that break a budget is no choice.
    else if (violating.length < enough) violating.push({ node: node.name, ...found });
    if (harmless.length > 0 && harmless.length + violating.length >= enough) break;
  }
  const failures = statuses.filter(({ rejected }) => !rejected).map(({ message }) => message);
  return { candidates: [...harmless, ...violating], statuses, failures };
}

/** Mirrors calculateNumCandidates. */
function candidatesToFind(
  nodeCount: number,
  { minCandidateNodesPercentage, minCandidateNodesAbsolute }: DefaultPreemptionArgs,
): number {
  const share = Math.trunc((nodeCount * minCandidateNodesPercentage) / 100);
  return Math.min(nodeCount, Math.max(share, minCandidateNodesAbsolute));
}
