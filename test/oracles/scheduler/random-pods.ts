import fc from 'fast-check';
import type {
  V1Affinity,
  V1Container,
  V1ContainerPort,
  V1NodeSelectorRequirement,
  V1NodeSelectorTerm,
  V1ObjectMeta,
  V1Pod,
  V1PodSpec,
  V1PodStatus,
  V1Toleration,
} from '../../../api/index.ts';
import { images, nodeName, nodesMax, plain, sometimes, zones } from './random-nodes.ts';

/** What a theme adds to the pods of its clusters. */
export interface PodTheme {
  /** Fields of the spec; what is drawn for `affinity` is put beside the node affinity that every pod may have. */
  readonly spec?: fc.Arbitrary<Partial<V1PodSpec>>;
  readonly affinity?: fc.Arbitrary<V1Affinity>;
  /** Of the pods that wait. */
  readonly waitingPriority?: fc.Arbitrary<number>;
  /** Some pods belong to an object named after their app. */
  readonly haveOwners?: boolean;
  /** Some pods that wait are nominated for a node, and some that leave do so for one that waits. */
  readonly haveNominations?: boolean;
  /** Pods ask for little, and seldom for a certain node. */
  readonly areRoomy?: boolean;
}

const light = fc.record({
  cpu: sometimes(fc.constantFrom('100m', '250m'), 2),
  memory: sometimes(fc.constantFrom('64Mi', '200Mi'), 2),
});

const heavy = fc.record({
  cpu: sometimes(fc.constantFrom('100m', '500m', '1', '2500m', '9'), 1),
  memory: sometimes(fc.constantFrom('64Mi', '1Gi', '2Gi'), 2),
  'ephemeral-storage': sometimes(fc.constantFrom('1Gi', '5Gi'), 8),
  'example.com/gpu': sometimes(fc.constantFrom('0', '1', '2'), 8),
});

const port = fc.record({
  hostPort: fc.constantFrom(80, 81),
  protocol: fc.constantFrom('TCP', 'UDP'),
  hostIP: sometimes(fc.constantFrom('0.0.0.0', '127.0.0.1', '10.0.0.1')),
});

function containerOf(areRoomy: boolean) {
  const requests: fc.Arbitrary<Record<string, string | undefined>> = areRoomy ? light : heavy;
  const ports = fc.array(port, { minLength: 1, maxLength: 2 });
  return fc
    .record({
      requests,
      ports: sometimes(ports, areRoomy ? 20 : 6),
      image: fc.constantFrom(...images),
    })
    .map(({ requests, ports, image }) =>
      plain<Omit<V1Container, 'name'>>({
        image,
        resources: { requests: plain(requests) },
        ports: ports?.map((one) => plain<V1ContainerPort>({ ...one, containerPort: one.hostPort })),
      }),
    );
}

const toleration: fc.Arbitrary<V1Toleration> = fc
  .record(
    {
      key: fc.constantFrom('a', 'b'),
      operator: fc.constantFrom('Exists', 'Equal'),
      value: fc.constantFrom('', 'x'),
      effect: fc.constantFrom('NoSchedule', 'NoExecute', 'PreferNoSchedule'),
    },
    { requiredKeys: ['key', 'operator'] },
  )
  .map((drawn) =>
    drawn.operator === 'Exists' ? plain<V1Toleration>({ ...drawn, value: undefined }) : drawn,
  );

const requirement: fc.Arbitrary<V1NodeSelectorRequirement> = fc.oneof(
  fc.record({
    key: fc.constantFrom('disk', 'topology.kubernetes.io/zone'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(fc.constantFrom('ssd', 'hdd', ...zones), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key: fc.constantFrom('disk', 'size'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  fc.record({
    key: fc.constant('size'),
    operator: fc.constantFrom('Gt', 'Lt'),
    values: fc.constantFrom(['3'], ['1']),
  }),
);

const byName: fc.Arbitrary<V1NodeSelectorRequirement> = fc.record({
  key: fc.constant('metadata.name'),
  operator: fc.constantFrom('In', 'In', 'NotIn'),
  values: fc.constantFrom(['n0'], ['n1'], ['n7']),
});

const term: fc.Arbitrary<V1NodeSelectorTerm> = fc
  .record({
    matchExpressions: sometimes(fc.array(requirement, { minLength: 1, maxLength: 2 }), 1),
    matchFields: sometimes(fc.array(byName, { minLength: 1, maxLength: 1 }), 5),
  })
  .map((drawn) => plain<V1NodeSelectorTerm>(drawn));

const preferences = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), preference: term }), {
  minLength: 1,
  maxLength: 3,
});

/** Pods that would rather be on some nodes. */
export const preferring: fc.Arbitrary<V1Affinity> = preferences.map((preferred) => ({
  nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred },
}));

const nodeAffinity = fc
  .record({
    required: sometimes(fc.array(term, { minLength: 1, maxLength: 2 }), 2),
    preferred: sometimes(preferences, 2),
  })
  .map(({ required, preferred }) =>
    plain<NonNullable<V1Affinity['nodeAffinity']>>({
      requiredDuringSchedulingIgnoredDuringExecution: required && { nodeSelectorTerms: required },
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
    }),
  );

export const apps = ['web', 'db', 'cache'] as const;

/** What pods may belong to, by kind. */
export const owners = {
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  ReplicationController: 'v1',
  Job: 'batch/v1',
} as const;

function podOf({
  spec = fc.constant({}),
  affinity = fc.constant({}),
  areRoomy = false,
  haveOwners = false,
}: PodTheme) {
  const owner = fc.constantFrom('ReplicaSet', 'StatefulSet', 'ReplicationController', 'Job');
  const container = containerOf(areRoomy);
  const seldom = areRoomy ? 4 : 1;
  return fc.record({
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    init: sometimes(container, 8 * seldom),
    isSidecar: fc.boolean(),
    overhead: sometimes(fc.constantFrom({ cpu: '250m' }, { memory: '64Mi' }), 12 * seldom),
    app: fc.constantFrom(...apps),
    version: sometimes(fc.constantFrom('1', '2'), 2),
    namespace: fc.constantFrom('default', 'default', 'other'),
    tolerations: sometimes(fc.array(toleration, { minLength: 1, maxLength: 2 }), 3),
    nodeSelector: sometimes(fc.constantFrom({ disk: 'ssd' }, { disk: 'hdd' }), 6 * seldom),
    nodeAffinity: sometimes(nodeAffinity, 5 * seldom),
    priority: fc.constantFrom(0, 0, 10, 100),
    owner: haveOwners ? sometimes(owner, 2) : fc.constant(undefined),
    more: spec,
    affinity,
  });
}

type Drawn = ReturnType<typeof podOf> extends fc.Arbitrary<infer T> ? T : never;

function named(drawn: Drawn, name: string): V1Pod {
  const {
    containers,
    init,
    isSidecar,
    app,
    version,
    namespace,
    owner,
    nodeAffinity,
    affinity,
    more,
    ...spec
  } = drawn;
  const { overhead, tolerations, nodeSelector, priority } = spec;
  const both = plain<V1Affinity>({ nodeAffinity, ...affinity });
  return plain<V1Pod>({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: plain<V1ObjectMeta>({
      name,
      namespace,
      uid: `uid-${name}`,
      labels: plain({ app, version }),
      ownerReferences: owner && [
        { apiVersion: owners[owner], kind: owner, name: app, uid: `uid-${owner}`, controller: true },
      ],
    }),
    spec: plain<V1PodSpec>({
      schedulerName: 'default-scheduler',
      containers: containers.map((one, at) => ({ name: `c${at}`, ...one })),
      initContainers: init && [{ name: 'init', ...init, ...(isSidecar && { restartPolicy: 'Always' }) }],
      overhead,
      tolerations,
      nodeSelector,
      priority,
      affinity: Object.keys(both).length > 0 ? both : undefined,
      ...more,
    }),
  });
}

const preempted = { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' } as const;

/** Pods that are to have a node, and how to give them one of so many: `p0` and on. */
export function placedPods(
  theme: PodTheme,
  maxLength: number,
): fc.Arbitrary<(nodeCount: number) => readonly V1Pod[]> {
  const placed = fc.record({
    drawn: podOf(theme),
    node: fc.nat({ max: nodesMax - 1 }),
    startSecond: fc.nat({ max: 9 }),
    isLeaving: sometimes(fc.constant(true), theme.haveNominations ? 4 : 12),
  });
  return fc.array(placed, { maxLength }).map(
    (all) => (nodeCount) =>
      all.map(({ drawn, node, startSecond, isLeaving }, at) => {
        const { metadata, spec, ...pod } = named(drawn, `p${at}`);
        const deletionTimestamp = isLeaving && '2026-01-01T01:00:00Z';
        return plain<V1Pod>({
          ...pod,
          metadata: plain({ ...metadata, deletionTimestamp }),
          spec: plain<V1PodSpec>({ containers: [], ...spec, nodeName: nodeName(node, nodeCount) }),
          status: plain<V1PodStatus>({
            phase: 'Running',
            startTime: `2026-01-01T00:00:0${startSecond}Z`,
            conditions: isLeaving && theme.haveNominations ? [preempted] : undefined,
          }),
        });
      }),
  );
}

/** Pods that wait for a node, `w0` and on; by how many nodes there are. */
export function waitingPods(
  theme: PodTheme,
  maxLength: number,
): fc.Arbitrary<(nodeCount: number) => readonly V1Pod[]> {
  const nominated = theme.haveNominations
    ? sometimes(fc.nat({ max: nodesMax - 1 }), 2)
    : fc.constant(undefined);
  const { waitingPriority = fc.constant(undefined) } = theme;
  const waiting = fc.record({ drawn: podOf(theme), nominated, priority: waitingPriority });
  return fc.array(waiting, { minLength: 1, maxLength }).map(
    (all) => (nodeCount) =>
      all.map(({ drawn, nominated, priority }, at) => {
        const more = priority === undefined ? drawn.more : { ...drawn.more, priority };
        const pod = named({ ...drawn, more }, `w${at}`);
        if (nominated === undefined) return pod;
        return { ...pod, status: { nominatedNodeName: nodeName(nominated, nodeCount) } };
      }),
  );
}
