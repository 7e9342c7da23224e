import type { V1TopologySpreadConstraint } from '../../../api/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import { type PodSpread, type SpreadConstraint, spreadOf } from '../../cache/pod-spread.ts';
import type { ClusterEvent } from '../../framework/cluster-event.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { PodTopologySpreadArgs } from '../args.ts';
import { defaultSelector } from './default-selector.ts';
import { afterNodeChange, afterPodChange } from './hints.ts';
import { SpreadScores } from './scores.ts';
import { Skew } from './skew.ts';

const systemDefaults: readonly V1TopologySpreadConstraint[] = [
  { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

const name = 'PodTopologySpread';
/** What must be kept was counted for the filters, what should for the scores. */
const scores = `${name}/scores`;

/** Pods are spread over domains. Mirrors kubernetes plugins/podtopologyspread. */
export function podTopologySpread(args: PodTopologySpreadArgs, handle: PluginHandle): Plugin {
  const { snapshot } = handle;
  const isSystem = args.defaultingType === 'System';
  const constraints = isSystem ? systemDefaults : (args.defaultConstraints ?? []);
  const constraintsOf = defaulted(constraints, handle);
  const podHint = (pod: PodInfo, event: ClusterEvent) =>
    afterPodChange(pod, event, constraintsOf(pod, 'hard'));
  const nodeHint = (pod: PodInfo, event: ClusterEvent) => afterNodeChange(event, constraintsOf(pod, 'hard'));
  return {
    name,
    events: [
      { resource: 'AssignedPod', action: 'Add', hint: podHint },
      { resource: 'AssignedPod', action: 'UpdateLabel', hint: podHint },
      { resource: 'AssignedPod', action: 'Delete', hint: podHint },
      { resource: 'UnscheduledPod', action: 'UpdateLabel', hint: podHint },
      { resource: 'UnscheduledPod', action: 'UpdateTolerations', hint: podHint },
      { resource: 'Node', action: 'Add', hint: nodeHint },
      { resource: 'Node', action: 'Delete', hint: nodeHint },
      { resource: 'Node', action: 'UpdateLabel', hint: nodeHint },
      { resource: 'Node', action: 'UpdateTaint', hint: nodeHint },
    ],
    // Where there are constraints for all pods, none can be told to be as another.
    ...(constraints.length === 0 && { sign: ({ spread }) => (spread === undefined ? {} : undefined) }),
    preFilter(state, pod) {
      const hard = constraintsOf(pod, 'hard');
      if (hard.length === 0) return 'skip';
      state.write(name, Skew.of(pod, hard, snapshot));
      return undefined;
    },
    addPod(state, pod, other, node) {
      state.read<Skew>(name)?.change(pod, other, node, 1);
      return undefined;
    },
    removePod(state, pod, other, node) {
      state.read<Skew>(name)?.change(pod, other, node, -1);
      return undefined;
    },
    filter: (state, _pod, node) => state.read<Skew>(name)?.refusal(node),
    preScore(state, pod, nodes) {
      const soft = constraintsOf(pod, 'soft');
      if (soft.length === 0) return 'skip';
      // By the system's defaults pods are spread over nodes that are in no zone, too.
      const requiresAll = pod.spread !== undefined || !isSystem;
      state.write(scores, new SpreadScores(pod, soft, nodes, requiresAll, snapshot));
      return undefined;
    },
    score: (state, _pod, node) => state.read<SpreadScores>(scores)?.score(node) ?? 0,
    normalizeScore(state, _pod, values) {
      state.read<SpreadScores>(scores)?.normalize(values);
    },
  };
}

const none: readonly SpreadConstraint[] = Object.freeze([]);

/** The constraints of a pod, or the defaults with whom it belongs together with. Mirrors getConstraints and buildDefaultConstraints. */
function defaulted(
  constraints: readonly V1TopologySpreadConstraint[],
  handle: PluginHandle,
): (pod: PodInfo, kind: keyof PodSpread) => readonly SpreadConstraint[] {
  const defaults = spreadOf(constraints, undefined);
  const selectorFor = constraints.length === 0 ? undefined : defaultSelector(handle);
  return ({ spread, pod }, kind) => {
    if (spread !== undefined) return spread[kind];
    if (defaults[kind].length === 0 || selectorFor === undefined) return none;
    const selector = selectorFor(pod);
    return selector.everything ? none : defaults[kind].map((constraint) => ({ ...constraint, selector }));
  };
}
