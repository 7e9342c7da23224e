import type { V1Pod, V1TopologySpreadConstraint } from '../../api/index.ts';
import {
  type LabelMatcher,
  type Labels,
  labelMatcher,
  labelSetMatcher,
  labelValue,
  noLabelSet,
} from '../../apimachinery/index.ts';
import { matcherOf } from '../../component-helpers/index.ts';

/** One constraint of topology spread, made ready. Mirrors kubernetes plugins/podtopologyspread (topologySpreadConstraint). */
export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly selector: LabelMatcher;
  readonly maxSkew: number;
  readonly minDomains: number;
  /** Only nodes that the pod's node affinity allows count. */
  readonly honorsNodeAffinity: boolean;
  /** Only nodes whose taints the pod tolerates count. */
  readonly honorsTaints: boolean;
}

/** What must be kept, and what should. */
export interface PodSpread {
  readonly hard: readonly SpreadConstraint[];
  readonly soft: readonly SpreadConstraint[];
}

/** Undefined where a pod says nothing of it. */
export function podSpread({ spec, metadata }: V1Pod): PodSpread | undefined {
  const { topologySpreadConstraints: constraints = [] } = spec ?? {};
  return constraints.length === 0 ? undefined : spreadOf(constraints, metadata?.labels);
}

/** Mirrors filterTopologySpreadConstraints. */
export function spreadOf(
  constraints: readonly V1TopologySpreadConstraint[],
  labels: Labels | undefined,
): PodSpread {
  const of = (action: string) =>
    constraints
      .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
      .map((constraint) => spreadConstraint(constraint, labels));
  return { hard: of('DoNotSchedule'), soft: of('ScheduleAnyway') };
}

function spreadConstraint(constraint: V1TopologySpreadConstraint, labels: Labels = {}): SpreadConstraint {
  const { topologyKey, maxSkew, labelSelector, matchLabelKeys = [] } = constraint;
  const { minDomains = 1, nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore' } = constraint;
  return {
    topologyKey,
    selector: withLabels(matcherOf(labelSelector) ?? noLabelSet, labels, matchLabelKeys),
    maxSkew,
    minDomains,
    honorsNodeAffinity: nodeAffinityPolicy === 'Honor',
    honorsTaints: nodeTaintsPolicy === 'Honor',
  };
}

/** The pods must have what the pod has of these labels, too. */
function withLabels(selector: LabelMatcher, labels: Labels, keys: readonly string[]): LabelMatcher {
  if (selector.nothing) return selector;
  const own = keys.flatMap((key) => {
    const value = labelValue(labels, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  if (own.length === 0) return selector;
  return labelMatcher([...labelSetMatcher(Object.fromEntries(own)).requirements, ...selector.requirements]);
}
