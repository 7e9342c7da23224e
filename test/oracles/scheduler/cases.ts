import fc from 'fast-check';
import type { V1Namespace, V1Pod } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { RuleCases } from '../kit/rule-cases.ts';
import type { LargeCluster } from './ours-placing.ts';
import { manyNodes, type NodeTheme, randomNodes } from './random-nodes.ts';
import { type PodTheme, placedPods, waitingPods } from './random-pods.ts';

/** What there is, and the names of pods that are tried one by one, as if the others were not there. */
export interface ClusterCase {
  readonly objects: readonly KubeObject[];
  readonly pending: readonly string[];
}

const namespaces: readonly V1Namespace[] = ['default', 'other'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { team: name, 'kubernetes.io/metadata.name': name } },
}));

export interface Theme extends PodTheme, NodeTheme {
  /** As many pods as have a node. Default 8. */
  readonly placedMax?: number;
  /** What there is besides nodes and pods, for so many nodes. */
  readonly objects?: fc.Arbitrary<(nodeCount: number) => readonly KubeObject[]>;
}

/** Clusters of a theme with many nodes, and many pods that are placed one after the other: few kinds of both. */
export function largeClusters(theme: Theme, vectors: number, extended = false): RuleCases {
  const { placedMax = 8, objects = fc.constant(() => []) } = theme;
  const random: fc.Arbitrary<LargeCluster> = fc
    .record({
      nodes: manyNodes(theme),
      placed: placedPods(theme, placedMax),
      waiting: waitingPods(theme, 4),
      others: objects,
      podCount: fc.integer({ min: 1, max: 24 }),
      percentage: fc.constantFrom(0, 0, 5, 30, 100),
    })
    .map(({ nodes, placed, waiting, others, podCount, percentage }) => {
      const { count } = nodes;
      const kinds = waiting(count);
      const pods = Array.from({ length: podCount }, (_, at) => again(kinds[at % kinds.length] as V1Pod, at));
      return {
        ...nodes,
        objects: [...namespaces, ...placed(count), ...pods, ...others(count)],
        pending: pods.map(({ metadata }) => metadata?.name ?? ''),
        percentage,
        extended,
      };
    });
  return { picked: [], random, vectors };
}

/** Another pod of the same kind. */
function again(pod: V1Pod, at: number): V1Pod {
  return { ...pod, metadata: { ...pod.metadata, name: `w${at}`, uid: `uid-w${at}` } };
}

/** Clusters of a theme. */
export function clusters(theme: Theme, vectors: number): RuleCases {
  const { placedMax = 8, objects = fc.constant(() => []) } = theme;
  const random: fc.Arbitrary<ClusterCase> = fc
    .record({
      nodes: randomNodes(theme),
      placed: placedPods(theme, placedMax),
      waiting: waitingPods(theme, 4),
      others: objects,
    })
    .map(({ nodes, placed, waiting, others }) => {
      const count = nodes.length;
      const pods = waiting(count);
      return {
        objects: [...namespaces, ...nodes, ...placed(count), ...pods, ...others(count)],
        pending: pods.map(({ metadata }) => metadata?.name ?? ''),
      };
    });
  return { picked: [], random, vectors };
}
