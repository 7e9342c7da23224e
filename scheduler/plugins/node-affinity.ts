import type { MatchedNode } from '../../component-helpers/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { matchedNode, type PodNodeAffinity } from '../cache/pod-node-affinity.ts';
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
export function nodeAffinity(): Plugin {
  return {
    name,
    events: [
      { resource: 'Node', action: 'Add', hint: afterNodeChange },
      { resource: 'Node', action: 'UpdateLabel', hint: afterNodeChange },
    ],
    preFilter(_state, { nodeAffinity }) {
      if (nodeAffinity?.required === undefined) return 'skip';
      const { nodeNames } = nodeAffinity;
      if (nodeNames === undefined) return undefined;
      return nodeNames.size === 0 ? contradiction : { nodeNames };
    },
    filter(_state, { nodeAffinity }, node) {
      return matches(nodeAffinity, node) ? undefined : noMatch;
    },
    preScore(_state, { nodeAffinity }) {
      return nodeAffinity?.preferred === undefined ? 'skip' : undefined;
    },
    score(_state, { nodeAffinity }, node) {
      return nodeAffinity?.preferred?.(node) ?? 0;
    },
    normalizeScore(_state, _pod, scores) {
      normalizeScores(scores, false);
    },
  };
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
