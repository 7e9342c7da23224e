import type { V1PodDisruptionBudget } from '../../../api/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { CycleState } from '../../framework/cycle-state.ts';
import type { PreemptionCandidate } from '../../framework/plugin.ts';
import { Status } from '../../framework/status.ts';
import type { DryRunParts } from './candidates.ts';
import { byImportance } from './importance.ts';
import { splitByBudgets } from './split-by-budgets.ts';

type Victims = Pick<PreemptionCandidate, 'victims' | 'violations'>;

export const noVictims = new Status(
  'UnschedulableAndUnresolvable',
  'DefaultPreemption',
  'No preemption victims found for incoming pod',
);

/**
 * As few pods of a node as must go so that the pod fits; or why there are none. All that are less important are taken away, on
 * copies, and come back one by one as long as the pod fits beside them: first those that a budget protects, and the more
 * important before others. Mirrors SelectVictimsOnNode.
 */
export function selectVictims(
  state: CycleState,
  pod: PodInfo,
  node: NodeInfo,
  budgets: readonly V1PodDisruptionBudget[],
  parts: DryRunParts,
): Victims | Status {
  const potential = [...node.pods.values()].filter(({ priority }) => priority < pod.priority);
  if (potential.length === 0) return noVictims;
  const trial = new Trial(state.clone(), pod, node.clone(), parts);
  const refusal = trial.without(potential);
  if (refusal !== undefined) return refusal;
  const nowMs = parts.environment.clock.now();
  const { violating, harmless } = splitByBudgets(byImportance(potential, nowMs), budgets);
  const protectedOnes = trial.goingOf(violating);
  if (protectedOnes instanceof Status) return protectedOnes;
  const others = trial.goingOf(harmless);
  if (others instanceof Status) return others;
  const going = [...protectedOnes, ...others];
  if (going.length === 0)
    return new Status('Error', '', `expected at least one victim pod on node "${node.name}"`);
  return { victims: byImportance(going, nowMs), violations: protectedOnes.length };
}

/** A node as it would be with other pods on it. */
class Trial {
  readonly #state: CycleState;
  readonly #pod: PodInfo;
  readonly #node: NodeInfo;
  readonly #parts: DryRunParts;

  constructor(state: CycleState, pod: PodInfo, node: NodeInfo, parts: DryRunParts) {
    this.#state = state;
    this.#pod = pod;
    this.#node = node;
    this.#parts = parts;
  }

  /** Takes these away. Returns why the pod does not fit even then. */
  without(others: readonly PodInfo[]): Status | undefined {
    for (const other of others) {
      const failure = this.#remove(other);
      if (failure !== undefined) return failure;
    }
    return this.#fits();
  }

  /** Brings them back, those beside which the pod fits. Returns the others. */
  goingOf(others: readonly PodInfo[]): readonly PodInfo[] | Status {
    const going: PodInfo[] = [];
    for (const other of others) {
      this.#node.addPod(other);
      const failure = this.#parts.runAddPod(this.#state, this.#pod, other, this.#node);
      if (failure !== undefined) return failure;
      if (this.#fits() === undefined) continue;
      const stuck = this.#remove(other);
      if (stuck !== undefined) return stuck;
      going.push(other);
    }
    return going;
  }

  #fits(): Status | undefined {
    return this.#parts.runFilters(this.#state, this.#pod, this.#node);
  }

  #remove(other: PodInfo): Status | undefined {
    this.#node.removePod(other.uid);
    return this.#parts.runRemovePod(this.#state, this.#pod, other, this.#node);
  }
}
