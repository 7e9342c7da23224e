import { coreV1 } from '../../../api/index.ts';
import type { Labels } from '../../../apimachinery/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { PluginHandle } from '../../framework/handle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { InterPodAffinityArgs } from '../args.ts';
import { afterNodeChange, afterPodChange } from './hints.ts';
import { Neighbours } from './neighbours.ts';
import { ownTerms } from './own-terms.ts';
import { normalizeBetween, Preferences } from './preferences.ts';

const name = 'InterPodAffinity';
/** What was required for the filters, and what is preferred for the scores. */
const preferences = `${name}/preferences`;

/**
 * Pods that must be near others, or must not, and pods that would like to. Mirrors kubernetes plugins/interpodaffinity. Terms of pods
 * that have a node are matched once, however many pods have them, and pods that are looked for are counted as they come and go:
 * nothing is done for a pod that neither says anything of others nor is named by them.
 */
export function interPodAffinity(args: InterPodAffinityArgs, { lister, snapshot }: PluginHandle): Plugin {
  const namespaces = lister(coreV1.namespaces);
  const labelsOf = ({ pod }: PodInfo): Labels | undefined =>
    namespaces.get(pod.metadata?.namespace ?? '')?.metadata?.labels;
  return {
    name,
    events: [
      { resource: 'AssignedPod', action: 'Add', hint: afterPodChange },
      { resource: 'AssignedPod', action: 'UpdateLabel', hint: afterPodChange },
      { resource: 'AssignedPod', action: 'Delete', hint: afterPodChange },
      { resource: 'UnscheduledPod', action: 'UpdateLabel', hint: afterPodChange },
      { resource: 'Node', action: 'Add', hint: afterNodeChange },
      { resource: 'Node', action: 'UpdateLabel', hint: afterNodeChange },
    ],
    sign({ podAffinity, pod }) {
      if (podAffinity !== undefined) return undefined;
      // What others say of it goes by its labels.
      return args.ignorePreferredTermsOfExistingPods ? {} : { labels: pod.metadata?.labels };
    },
    preFilter(state, pod) {
      const { required = [], requiredAnti = [] } = pod.podAffinity ?? {};
      const own = ownTerms(required, namespaces);
      const ownAnti = ownTerms(requiredAnti, namespaces);
      const neighbours = Neighbours.of(pod, own, ownAnti, labelsOf(pod), snapshot);
      if (neighbours === undefined) return 'skip';
      state.write(name, neighbours);
      return undefined;
    },
    addPod(state, _pod, other, node) {
      state.read<Neighbours>(name)?.change(other, node, 1);
      return undefined;
    },
    removePod(state, _pod, other, node) {
      state.read<Neighbours>(name)?.change(other, node, -1);
      return undefined;
    },
    filter: (state, _pod, node) => state.read<Neighbours>(name)?.refusal(node),
    preScore(state, pod) {
      const { preferred = [] } = pod.podAffinity ?? {};
      if (args.ignorePreferredTermsOfExistingPods && preferred.length === 0) return 'skip';
      const own = ownTerms(preferred, namespaces);
      const found = Preferences.of(pod, own, labelsOf(pod), args.hardPodAffinityWeight, snapshot);
      if (found === undefined) return 'skip';
      state.write(preferences, found);
      return undefined;
    },
    score: (state, _pod, node) => state.read<Preferences>(preferences)?.score(node) ?? 0,
    normalizeScore(_state, _pod, scores) {
      normalizeBetween(scores);
    },
  };
}
