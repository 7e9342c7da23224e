import type { V1DaemonSetSpec, V1Node, V1Pod, V1Taint } from '../../../api/index.ts';
import { byNode, type DaemonView } from '../view.ts';
import { agent } from './daemon-world.ts';

export const nowMs = Date.parse('2026-03-01T12:00:00Z');

/**
 * What a pod is like, as `old+`: of the revision `old` or `new` (the current one), and `+` ready for a minute, `-` not ready,
 * `!` failed, `.` succeeded, `~` being deleted, `?` made for the node but not on it.
 */
export type PodText = `${'old' | 'new'}${'+' | '-' | '!' | '.' | '~' | '?'}`;

/** A view of nodes `a`, `b`... with pods, each named by its node, its place there and its text: `a1 old+`; the first is the oldest. */
export function viewOf(
  pods: Readonly<Record<string, readonly PodText[]>>,
  spec: Partial<V1DaemonSetSpec> = {},
  nodes: readonly V1Node[] = Object.keys(pods).map((name) => nodeOf(name)),
): DaemonView {
  const all = Object.entries(pods).flatMap(([node, texts]) =>
    texts.map((text, at) => podOf(node, text, at + 1)),
  );
  return { daemonSet: agent(spec), hash: 'new', nodes, podsByNode: byNode(all), nowMs };
}

export function nodeOf(
  name: string,
  taints: readonly V1Taint[] = [],
  labels: Readonly<Record<string, string>> = {},
): V1Node {
  return { metadata: { name, labels }, spec: { taints } };
}

export const rolling = (rollingUpdate: object): Partial<V1DaemonSetSpec> => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate },
});

/** What is done, in short: `+a` creates a pod on a node, `a1 old+` deletes one. */
export function textOf({
  createOn,
  remove,
}: {
  readonly createOn: readonly string[];
  readonly remove: readonly { readonly pod: V1Pod }[];
}): string {
  const names = remove.map(({ pod }) => pod.metadata?.name ?? '');
  return [...createOn.map((node) => `+${node}`), ...names].join(', ');
}

function podOf(node: string, text: PodText, at: number): V1Pod {
  const mark = text.slice(-1);
  const metadata = {
    name: `${node}${at} ${text}`,
    labels: { 'controller-revision-hash': text.slice(0, 3) },
    creationTimestamp: `2026-03-01T11:00:0${at}Z`,
    ...(mark === '~' && { deletionTimestamp: '2026-03-01T11:59:59Z' }),
  };
  const phase = mark === '!' ? 'Failed' : mark === '.' ? 'Succeeded' : 'Running';
  const status = mark === '+' ? 'True' : 'False';
  const conditions = [{ type: 'Ready', status, lastTransitionTime: '2026-03-01T11:59:00Z' }];
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
  const place = mark === '?' ? { affinity } : { nodeName: node };
  return { metadata, spec: { containers: [], ...place }, status: { phase, conditions } };
}
