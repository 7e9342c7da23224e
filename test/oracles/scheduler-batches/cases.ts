import type { V1Node, V1Pod, V1PodSpec } from '../../../index.ts';
import { container, node, pod } from '../../../scheduler/testing/objects.ts';

/** Nodes, and the pods that come one after the other. */
export interface BatchCase {
  readonly name: string;
  readonly nodes: readonly V1Node[];
  readonly pods: readonly V1Pod[];
  /** Pods are spread as the system's defaults say; else not. */
  readonly spreads?: true;
  /** There is a second profile of this name. */
  readonly otherProfile?: string;
}

/** Of different sizes, so that no two score alike. */
const sizes = [4, 5, 6, 8, 11, 16, 25, 50];
const nodesFor = (pods: string): readonly V1Node[] =>
  sizes.map((cpu, at) => node(`node-${at + 1}`, { cpu: String(cpu), memory: '64Gi', pods }));

const labelled = (one: V1Pod, app: string): V1Pod => ({
  ...one,
  metadata: { ...one.metadata, labels: { app } },
});
const pods = (count: number, make: (at: number) => V1Pod): readonly V1Pod[] =>
  Array.from({ length: count }, (_, at) => make(at));
const alike =
  (spec: Partial<V1PodSpec> = {}) =>
  (at: number) =>
    pod(`pod-${at}`, { cpu: '3' }, spec);
const others = (at: number, spec: (at: number) => Partial<V1PodSpec>) => alike(spec(at))(at);

const selectorOf = (value: string): Partial<V1PodSpec> => ({ nodeSelector: { kind: value } });
const kinds = nodesFor('1').map((one, at) => ({
  ...one,
  metadata: { ...one.metadata, labels: { kind: at % 2 === 0 ? 'even' : 'odd' } },
}));

export const batchCases: readonly BatchCase[] = [
  { name: 'all alike', nodes: nodesFor('1'), pods: pods(8, alike()) },
  { name: 'one too many', nodes: nodesFor('1'), pods: pods(9, alike()) },
  { name: 'room for more', nodes: nodesFor('110'), pods: pods(4, alike()) },
  { name: 'spread', nodes: nodesFor('1'), pods: pods(6, alike()), spreads: true },
  {
    name: 'labels by turns',
    nodes: nodesFor('1'),
    pods: pods(6, (at) => labelled(alike()(at), at % 2 === 0 ? 'a' : 'b')),
  },
  {
    name: 'labels one after the other',
    nodes: nodesFor('1'),
    pods: pods(8, (at) => labelled(alike()(at), at < 4 ? 'a' : 'b')),
  },
  {
    name: 'one in between that fits nowhere',
    nodes: nodesFor('1'),
    pods: pods(7, (at) => others(at, () => (at === 3 ? selectorOf('none') : {}))),
  },
  {
    name: 'one in between that asks for less',
    nodes: nodesFor('1'),
    pods: pods(7, (at) => (at === 3 ? pod(`pod-${at}`, { cpu: '1' }) : alike()(at))),
  },
  {
    name: 'host ports',
    nodes: nodesFor('110'),
    pods: pods(6, (at) => ({
      ...alike()(at),
      spec: {
        containers: [
          container(
            'main',
            { cpu: '3' },
            { ports: [{ containerPort: 80, hostPort: 8080, protocol: 'TCP' }] },
          ),
        ],
      },
    })),
  },
  {
    name: 'selectors',
    nodes: kinds,
    pods: pods(8, (at) => others(at, () => selectorOf(at < 4 ? 'odd' : 'even'))),
  },
  {
    name: 'volumes of configuration',
    nodes: nodesFor('1'),
    pods: pods(6, (at) =>
      others(at, () => ({ volumes: [{ name: 'v', configMap: { name: `config-${at}` } }] })),
    ),
  },
  {
    name: 'volumes of nodes',
    nodes: nodesFor('1'),
    pods: pods(6, (at) =>
      others(at, () => ({ volumes: [{ name: 'v', hostPath: { path: `/data/${at}` } }] })),
    ),
  },
  {
    name: 'tolerations in another order',
    nodes: nodesFor('1'),
    pods: pods(6, (at) => {
      const [a, b] = ['a', 'b'].map((key) => ({ key, operator: 'Exists' as const }));
      const tolerations = at % 2 === 0 ? [a, b] : [b, a];
      return others(at, () => ({ tolerations: tolerations.flatMap((one) => one ?? []) }));
    }),
  },
  {
    name: 'images',
    nodes: nodesFor('1'),
    pods: pods(6, (at) =>
      others(at, () => ({
        containers: [
          container(
            'main',
            { cpu: '3' },
            { image: ['nginx', 'nginx:latest', 'nginx:1'][Math.trunc(at / 2)] ?? '' },
          ),
        ],
      })),
    ),
  },
  {
    name: 'one that keeps others away',
    nodes: nodesFor('1'),
    pods: pods(6, (at) => {
      const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'none' } } };
      const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
      return others(at, () => (at < 3 ? {} : { affinity: { podAntiAffinity } }));
    }),
  },
  {
    name: 'one that is spread',
    nodes: nodesFor('1'),
    pods: pods(6, (at) => {
      const constraint = { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' as const };
      return others(at, () => (at < 3 ? {} : { topologySpreadConstraints: [constraint] }));
    }),
  },
  {
    name: 'two profiles by turns',
    nodes: nodesFor('1'),
    pods: pods(6, (at) => others(at, () => (at % 3 === 2 ? { schedulerName: 'other' } : {}))),
    otherProfile: 'other',
  },
];
