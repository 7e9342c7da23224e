import type { V1NodeSelectorTerm, V1Pod } from '../../api/index.ts';
import { type MatchedNode, nodeSelectorMatcher, preferredNodes } from '../../component-helpers/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { matchedNode, type PodNodeAffinity } from '../cache/pod-node-affinity.ts';
import { type ClusterEvent, eventNode, type QueueingHint } from '../framework/cluster-event.ts';
import { normalizeScores } from '../framework/normalize-score.ts';
import type { Plugin } from '../framework/plugin.ts';
import { type SignatureParts, unordered } from '../framework/pod-signature.ts';
import { Status } from '../framework/status.ts';
import type { NodeAffinityArgs } from './args.ts';

const name = 'NodeAffinity';
const noMatch = new Status(
  'UnschedulableAndUnresolvable',
  name,
  "node(s) didn't match Pod's node affinity/selector",
);
const notAdded = new Status(
  'UnschedulableAndUnresolvable',
  name,
  "node(s) didn't match scheduler-enforced node affinity",
);
const contradiction = new Status('UnschedulableAndUnresolvable', name, 'pod affinity terms conflict');

/** nodeSelector and node affinity, and what is asked of nodes for all pods of a profile. Mirrors kubernetes plugins/nodeaffinity. */
export function nodeAffinity({ addedAffinity = {} }: NodeAffinityArgs = {}): Plugin {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: selector,
    preferredDuringSchedulingIgnoredDuringExecution: preferences = [],
  } = addedAffinity;
  const added = selector && nodeSelectorMatcher(selector);
  const addedScore = preferredNodes(preferences);
  const hint: QueueingHint = (pod, event) => {
    const { after } = eventNode(event);
    if (added !== undefined && (after === undefined || !added(matchedNode(after)))) return false;
    return afterNodeChange(pod, event);
  };
  return {
    name,
    events: [
      { resource: 'Node', action: 'Add', hint },
      { resource: 'Node', action: 'UpdateLabel', hint },
    ],
    sign: ({ pod }) => signed(pod),
    preFilter(_state, { nodeAffinity }) {
      if (nodeAffinity?.required === undefined) return added === undefined ? 'skip' : undefined;
      const { nodeNames } = nodeAffinity;
      if (nodeNames === undefined) return undefined;
      return nodeNames.size === 0 ? contradiction : { nodeNames };
    },
    filter(_state, { nodeAffinity }, node) {
      if (added !== undefined && !added(node)) return notAdded;
      return matches(nodeAffinity, node) ? undefined : noMatch;
    },
    preScore(_state, { nodeAffinity }) {
      return nodeAffinity?.preferred === undefined && addedScore === undefined ? 'skip' : undefined;
    },
    score(_state, { nodeAffinity }, node) {
      return (nodeAffinity?.preferred?.(node) ?? 0) + (addedScore?.(node) ?? 0);
    },
    normalizeScore(_state, _pod, scores) {
      normalizeScores(scores, false);
    },
  };
}

/** Mirrors kube-scheduler framework (NodeAffinitySigner). */
function signed({ spec }: V1Pod): SignatureParts {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
  } = spec?.affinity?.nodeAffinity ?? {};
  return {
    nodeSelector: spec?.nodeSelector,
    required: required && unordered(required.nodeSelectorTerms.map(signedTerm)),
    preferred:
      preferred && unordered(preferred.map(({ weight, preference }) => [weight, signedTerm(preference)])),
  };
}

function signedTerm({ matchExpressions = [], matchFields = [] }: V1NodeSelectorTerm): readonly unknown[] {
  return [matchExpressions, matchFields].map((requirements) =>
    unordered(requirements.map(({ values, ...one }) => ({ ...one, values: values?.toSorted() }))),
  );
}

/** A node that did not match and now does. */
function afterNodeChange({ nodeAffinity }: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventNode(event);
  if (after === undefined || !matches(nodeAffinity, matchedNode(after))) return false;
  return (
    nodeAffinity?.required === undefined ||
    before === undefined ||
    !matches(nodeAffinity, matchedNode(before))
  );
}

function matches(affinity: PodNodeAffinity | undefined, node: MatchedNode): boolean {
  return affinity?.required === undefined || affinity.required(node);
}
