import fc from 'fast-check';
import type { V1Namespace } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { RuleCases } from '../kit/rule-cases.ts';
import { type NodeTheme, randomNodes } from './random-nodes.ts';
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
