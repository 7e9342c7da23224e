import { matchedNode } from '../cache/node-affinity-matcher.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { type ClusterEvent, eventNode } from '../framework/cluster-event.ts';
import { normalizeScores } from '../framework/normalize-score.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';

const name = 'NodeAffinity';
const noMatch = new Status(
  'UnschedulableAndUnresolvable',
  name,
  "node(s) didn't match Pod's node affinity/selector",
);
const contradiction = new Status('UnschedulableAndUnresolvable', name, 'pod affinity terms conflict');

/** nodeSelector and node affinity. Mirrors kubernetes plugins/nodeaffinity. */
export const nodeAffinity: Plugin = {
  name,
  hints: { 'Node/Add': afterNodeChange, 'Node/UpdateLabel': afterNodeChange },
  preFilter(_state, { nodeAffinity }) {
    if (nodeAffinity === undefined || !nodeAffinity.required) return 'skip';
    const { nodeNames } = nodeAffinity;
    if (nodeNames === undefined) return undefined;
    return nodeNames.size === 0 ? contradiction : { nodeNames };
  },
  filter(_state, { nodeAffinity }, node) {
    return nodeAffinity === undefined || nodeAffinity.matches(node) ? undefined : noMatch;
  },
  preScore(_state, { nodeAffinity }) {
    return nodeAffinity?.preferred ? undefined : 'skip';
  },
  score(_state, { nodeAffinity }, node) {
    return nodeAffinity?.score(node) ?? 0;
  },
  normalizeScore(_state, _pod, scores) {
    normalizeScores(scores, false);
  },
};

/** A node that did not match and now does. */
function afterNodeChange({ nodeAffinity }: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventNode(event);
  if (nodeAffinity === undefined || after === undefined) return after !== undefined;
  if (!nodeAffinity.matches(matchedNode(after))) return false;
  return before === undefined || !nodeAffinity.matches(matchedNode(before));
}
