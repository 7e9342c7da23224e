import {
  coreV1,
  type KubeObject,
  type ResourceType,
  type V1Affinity,
  type V1Node,
  type V1Pod,
  type V1PodAffinityTerm,
  type V1Service,
} from '../../index.ts';
import { around, hostname, nodeOf, nodes, pod, pods, type Shape, service, zone } from './objects.ts';
import { withVolumes } from './volumes.ts';

/**
 * Workloads of scheduler_perf, the benchmark that Kubernetes runs of its scheduler (test/integration/scheduler_perf), in their
 * sizes. Its objects are here in our words; `reach` is what its own runs have to come to.
 */
export interface Workload {
  readonly name: string;
  /** Pods a second. */
  readonly reach: number;
  readonly nodes: readonly V1Node[];
  /** Objects that are there from the beginning: pods of these have a node. */
  readonly placed?: readonly V1Pod[];
  /** Pods that are there, too, and whose placement is not waited for. */
  readonly waiting?: readonly V1Pod[];
  /** What else is there. */
  readonly others?: readonly Others[];
  /** Whose placement is measured. */
  readonly pods: readonly V1Pod[];
  /** What happens meanwhile, so often. */
  readonly churn?: { readonly everyMs: number; readonly make: (at: number) => Churn };
}

/** Objects of a kind, which are made in this order. */
export interface Others<T extends KubeObject = KubeObject> {
  readonly type: ResourceType<T>;
  readonly objects: readonly T[];
}

/** One step of what happens meanwhile: this is created, and the pods with these names are deleted. */
export interface Churn {
  readonly pods?: readonly V1Pod[];
  readonly nodes?: readonly V1Node[];
  readonly services?: readonly V1Service[];
  readonly deletes?: readonly string[];
}

const light: Shape = { requests: {}, spec: { terminationGracePeriodSeconds: 0 } };
const oneNode = nodeOf('node-0', { cpu: '4', memory: '32Gi', pods: '90000' }, { [hostname]: 'node-0' });

const daemon: V1Affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-0'] }] }],
    },
  },
};

const neverFits: Shape = { requests: { cpu: '9', memory: '500Mi' }, spec: { priorityClassName: 'high' } };

const basic: readonly Workload[] = [
  {
    name: 'basic: 5,000 nodes, 10,000 pods',
    reach: 680,
    nodes: nodes(5_000),
    placed: pods('init', 1_000, { on: around(5_000) }),
    pods: pods('pod', 10_000),
  },
  {
    name: 'basic: 5,000 nodes, 50,000 pods',
    reach: 810,
    nodes: nodes(5_000),
    placed: pods('init', 5_000, { on: around(5_000) }),
    pods: pods('pod', 50_000),
  },
  {
    name: 'daemonset: 15,000 nodes, 30,000 pods',
    reach: 1_100,
    nodes: [oneNode, ...nodes(15_001).slice(1)],
    pods: pods('daemon', 30_000, { requests: {}, spec: { affinity: daemon } }),
  },
  {
    name: 'unschedulable: 5,000 nodes, 10,000 pods',
    reach: 590,
    nodes: nodes(5_000),
    placed: pods('init', 100, { on: around(5_000) }),
    pods: pods('pod', 10_000),
    churn: { everyMs: 200, make: (at) => ({ pods: [pod(`large-${at}`, neverFits)] }) },
  },
  {
    name: 'mixed churn: 5,000 nodes, 10,000 pods',
    reach: 710,
    nodes: nodes(5_000),
    pods: pods('pod', 10_000),
    churn: {
      everyMs: 1_000,
      make: (at) => ({
        nodes: [nodeOf(`churn-${at}`, { pods: '0' }, {})],
        pods: [pod(`large-${at}`, neverFits)],
        services: [service(`churn-${at}`, 'default', { app: 'foo' })],
        deletes: at === 0 ? [] : [`large-${at - 1}`],
      }),
    },
  },
  {
    name: 'gated: 10,000 gated, 20,000 pods',
    reach: 910,
    nodes: [oneNode],
    placed: pods('deleted', 20_000, { ...light, on: () => 'node-0' }),
    waiting: pods('gated', 10_000, {
      requests: {},
      spec: { schedulingGates: [{ name: 'test.k8s.io/hold' }] },
    }),
    pods: pods('pod', 20_000, light),
    churn: { everyMs: 20, make: (at) => ({ deletes: [`deleted-${at}`] }) },
  },
  {
    name: 'deletions: 5,000 nodes, 5,000 pods',
    reach: 830,
    nodes: nodes(5_000),
    waiting: pods('deleted', 5_000, light),
    pods: pods('pod', 5_000, light),
    churn: { everyMs: 10, make: (at) => ({ deletes: [`deleted-${at}`] }) },
  },
  {
    name: 'asynchronous preemption: 5,000 nodes, 5,000 pods',
    reach: 570,
    nodes: nodes(5_000),
    placed: pods('low', 20_000, {
      requests: { cpu: '900m', memory: '500Mi' },
      on: around(5_000),
      spec: { terminationGracePeriodSeconds: 0 },
    }),
    pods: pods('pod', 5_000),
    churn: { everyMs: 200, make: (at) => ({ pods: [pod(`high-${at}`, preempting)] }) },
  },
];

const preempting: Shape = { requests: { cpu: '3', memory: '500Mi' }, spec: { priorityClassName: 'high' } };

function term(topologyKey: string, color: string): V1PodAffinityTerm {
  return { topologyKey, labelSelector: { matchLabels: { color } }, namespaces: ['sched-1', 'sched-0'] };
}

const withAffinity = (color: string, affinity: V1Affinity): Shape => ({
  labels: { color },
  spec: { affinity },
});
const required = (one: V1PodAffinityTerm) => ({ requiredDuringSchedulingIgnoredDuringExecution: [one] });
const preferred = (podAffinityTerm: V1PodAffinityTerm) => ({
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm }],
});

/** Pods that were placed in one namespace, and as many as are measured in another. */
function related(
  name: string,
  reach: number,
  shape: Shape,
  counts: readonly [number, number],
  zones: string[] = [],
) {
  const [placed, measured] = counts;
  return {
    name,
    reach,
    nodes: nodes(5_000, zones),
    placed: pods('init', placed, { ...shape, namespace: 'sched-0', on: around(5_000) }),
    pods: pods('pod', measured, { ...shape, namespace: 'sched-1' }),
  };
}

const affine: readonly Workload[] = [
  related(
    'pod anti-affinity: 5,000 nodes, 2,000 pods',
    60,
    withAffinity('green', { podAntiAffinity: required(term(hostname, 'green')) }),
    [1_000, 2_000],
  ),
  related(
    'pod affinity: 5,000 nodes, 5,000 pods',
    35,
    withAffinity('blue', { podAffinity: required(term(zone, 'blue')) }),
    [5_000, 5_000],
    ['zone1'],
  ),
  related(
    'preferred pod affinity: 5,000 nodes, 5,000 pods',
    90,
    withAffinity('red', { podAffinity: preferred(term(hostname, 'red')) }),
    [5_000, 5_000],
  ),
  related(
    'preferred pod anti-affinity: 5,000 nodes, 5,000 pods',
    90,
    withAffinity('yellow', { podAntiAffinity: preferred(term(hostname, 'yellow')) }),
    [5_000, 5_000],
  ),
];

const moons = ['moon-1', 'moon-2', 'moon-3'];

function spread(whenUnsatisfiable: string): Shape {
  const labels = { color: 'blue' };
  const labelSelector = { matchLabels: labels };
  const constraint = { maxSkew: 5, topologyKey: zone, whenUnsatisfiable, labelSelector };
  return { labels, spec: { topologySpreadConstraints: [constraint] } };
}

function spreading(name: string, reach: number, shape: Shape, more: Partial<Workload> = {}): Workload {
  return {
    name,
    reach,
    nodes: nodes(5_000, moons),
    placed: pods('init', 5_000, { on: around(5_000) }),
    pods: pods('pod', 5_000, shape),
    ...more,
  };
}

const spreads: readonly Workload[] = [
  spreading('topology spreading: 5,000 nodes, 5,000 pods', 85, spread('DoNotSchedule')),
  spreading('preferred topology spreading: 5,000 nodes, 5,000 pods', 125, spread('ScheduleAnyway')),
  spreading(
    'default topology spreading: 5,000 nodes, 5,000 pods',
    125,
    { labels: { app: 'foo' } },
    { others: [{ type: coreV1.services, objects: [service('foo', 'default', { app: 'foo' })] }] },
  ),
];

export const workloads: readonly Workload[] = [...basic, ...affine, ...spreads, ...withVolumes];
