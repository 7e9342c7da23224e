import fc from 'fast-check';
import type { RuleCases } from '../kit/rule-cases.ts';

const head = { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration' };

const plugins = [
  ...['PrioritySort', 'NodeUnschedulable', 'NodeName', 'TaintToleration', 'NodeAffinity', 'NodePorts'],
  ...['NodeResourcesFit', 'VolumeRestrictions', 'VolumeBinding', 'DynamicResources', 'DefaultPreemption'],
  ...[
    'NodeResourcesBalancedAllocation',
    'DefaultBinder',
    'SchedulingGates',
    'VolumeZone',
    'NodeVolumeLimits',
  ],
];
const points = [
  'filter',
  'score',
  'preFilter',
  'reserve',
  'preScore',
  'postFilter',
  'preEnqueue',
  'multiPoint',
];

const rarely = <T>(arbitrary: fc.Arbitrary<T>, other: T) =>
  fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: fc.constant(other) });
const plugin = fc.record(
  { name: rarely(fc.constantFrom(...plugins), 'Unknown'), weight: fc.integer({ min: 0, max: 9 }) },
  { requiredKeys: ['name'] },
);
const pluginSet = fc.record(
  {
    enabled: fc.uniqueArray(plugin, { maxLength: 3, selector: ({ name }) => name }),
    disabled: fc.array(fc.record({ name: fc.constantFrom(...plugins, '*') }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const whole = rarely(fc.constantFrom(1, 7, 50, 100), -1).chain((value) => rarely(fc.constant(value), 101));
const resources = fc.array(
  fc.record({ name: fc.constantFrom('cpu', 'memory', 'a/b'), weight: whole }, { requiredKeys: ['name'] }),
  { maxLength: 2 },
);
const shape = fc.array(fc.record({ utilization: whole, score: rarely(fc.constantFrom(0, 5, 10), 11) }), {
  maxLength: 3,
});
const requirement = fc.record(
  {
    key: rarely(fc.constantFrom('zone', 'metadata.name'), 'a b'),
    operator: rarely(fc.constantFrom('In', 'NotIn'), 'Is').chain((usual) =>
      rarely(fc.constant(usual), 'Exists'),
    ),
    values: fc.array(rarely(fc.constantFrom('a', '7'), 'b c'), { minLength: 1, maxLength: 1 }),
  },
  { requiredKeys: ['key', 'operator'] },
);
const term = fc.record(
  {
    matchExpressions: fc.array(requirement, { maxLength: 2 }),
    matchFields: fc.array(requirement, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const constraint = fc.record(
  {
    maxSkew: rarely(fc.constantFrom(1, 2), 0),
    topologyKey: rarely(fc.constantFrom('zone', 'host'), ''),
    whenUnsatisfiable: rarely(fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'), 'Never'),
    labelSelector: fc.constant({}),
  },
  { requiredKeys: ['maxSkew', 'topologyKey', 'whenUnsatisfiable'] },
);

const some = <T extends object>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record(model, { requiredKeys: [] });
const args: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  DefaultPreemption: some({ minCandidateNodesPercentage: whole, minCandidateNodesAbsolute: whole }),
  DynamicResources: some({
    filterTimeout: rarely(fc.constantFrom('0s', '3m0s'), '-1s'),
    bindingTimeout: rarely(fc.constantFrom('1s', '1h0m0s'), '999ms'),
  }),
  InterPodAffinity: some({ hardPodAffinityWeight: whole, ignorePreferredTermsOfExistingPods: fc.boolean() }),
  NodeAffinity: some({
    addedAffinity: some({
      requiredDuringSchedulingIgnoredDuringExecution: fc.record({
        nodeSelectorTerms: fc.array(term, { minLength: 1, maxLength: 2 }),
      }),
      preferredDuringSchedulingIgnoredDuringExecution: fc.array(
        fc.record({ weight: fc.constantFrom(0, 3), preference: term }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  }),
  NodeResourcesBalancedAllocation: some({ resources }),
  NodeResourcesFit: some({
    ignoredResources: fc.array(rarely(fc.constantFrom('a/b', 'c'), 'a b'), { minLength: 1, maxLength: 2 }),
    ignoredResourceGroups: fc.array(rarely(fc.constantFrom('a', 'b.c'), 'a/b'), {
      minLength: 1,
      maxLength: 2,
    }),
    scoringStrategy: fc.record(
      {
        type: rarely(fc.constantFrom('LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'), 'Other'),
        resources,
        requestedToCapacityRatio: fc.record({ shape }),
      },
      { requiredKeys: ['type'] },
    ),
  }),
  PodTopologySpread: some({
    defaultConstraints: fc.array(constraint, { minLength: 1, maxLength: 2 }),
    defaultingType: rarely(fc.constantFrom('System', 'List', 'List'), 'None'),
  }),
  VolumeBinding: some({ bindTimeoutSeconds: whole, shape }),
  OutOfTree: fc.constant({ any: { thing: 1 } }),
};

const pluginConfig = fc.uniqueArray(
  fc
    .constantFrom(...Object.keys(args))
    .chain((name) => fc.record({ name: fc.constant(name), args: args[name] as never })),
  { maxLength: 2, selector: ({ name }) => name },
);

const profile = fc.record(
  {
    percentageOfNodesToScore: rarely(fc.integer({ min: 0, max: 100 }), 101),
    plugins: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...points), pluginSet), {
        maxLength: 2,
        selector: ([point]) => point,
      })
      .map((sets) => Object.fromEntries(sets)),
    pluginConfig,
  },
  { requiredKeys: [] },
);

/** Of a profile that is not the first, arguments of NodeResourcesFit are told of too early here. */
function named<T extends { pluginConfig?: { name: string }[] }>(
  one: T,
  at: number,
): T & { schedulerName: string } {
  const { pluginConfig } = one;
  const told = pluginConfig && {
    pluginConfig: pluginConfig.filter(({ name }) => at === 0 || name !== 'NodeResourcesFit'),
  };
  return { ...one, ...told, schedulerName: `s${at}` };
}

const extender = fc.record(
  {
    urlPrefix: fc.constantFrom('http://a', 'http://b', 'https://c'),
    filterVerb: fc.constant('filter'),
    prioritizeVerb: fc.constant('prioritize'),
    bindVerb: fc.constant('bind'),
    weight: rarely(fc.constantFrom(1, 5), 0),
    ignorable: fc.boolean(),
    httpTimeout: rarely(fc.constantFrom('1s', '0s'), '3x'),
    managedResources: fc.array(
      fc.record({
        name: rarely(rarely(fc.constantFrom('a.io/b', 'a.io/c', 'd.io/e'), 'cpu'), 'a b'),
        ignoredByScheduler: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['urlPrefix', 'weight'] },
);

const configuration = fc
  .record(
    {
      percentageOfNodesToScore: rarely(fc.integer({ min: 0, max: 100 }), -1),
      podInitialBackoffSeconds: rarely(fc.integer({ min: 1, max: 5 }), 0),
      podMaxBackoffSeconds: rarely(fc.integer({ min: 5, max: 9 }), 0),
      parallelism: rarely(fc.integer({ min: 1, max: 9 }), 0),
      profiles: fc.array(profile, { maxLength: 2 }).map((all) => all.map(named)),
      extenders: fc.array(extender, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .map((fields) => ({ ...head, ...fields }));

const of = (fields: object) => ({ ...head, ...fields });
const told = (name: string, of: object) => ({ ...head, profiles: [{ pluginConfig: [{ name, args: of }] }] });

export const casesByRule: Readonly<Record<string, RuleCases>> = {
  reads: {
    picked: [
      head,
      of({ profiles: [{}, {}] }),
      of({ profiles: [{ schedulerName: 'a' }, { schedulerName: 'a' }] }),
      of({ parallelism: '3' }),
      of({ parallelism: 5.5 }),
      of({ percentageOfNodesToScore: null, profiles: null }),
      of({ foo: 1 }),
      of({ profiles: [{ plugins: { filters: {} } }] }),
      of({ profiles: [{ plugins: { filter: { enabled: [{ name: 'NodeName', weigth: 1 }] } } }] }),
      of({ leaderElection: { leaseDuration: '1s', renewDeadline: '3s', retryPeriod: '-1s' } }),
      of({ leaderElection: { leaderElect: false, leaseDuration: '-1s' } }),
      of({ leaderElection: { resourceLock: 'endpoints' }, clientConnection: { burst: -1 } }),
      of({
        profiles: [
          { plugins: { queueSort: { enabled: [{ name: 'A' }, { name: 'B' }] } } },
          { schedulerName: 'b' },
        ],
      }),
      of({
        profiles: [
          {
            plugins: { filter: { enabled: [{ name: 'EBSLimits' }] } },
            pluginConfig: [{ name: 'GCEPDLimits' }],
          },
        ],
      }),
      of({ profiles: [{ plugins: { queueSort: { disabled: [{ name: '*' }] } } }] }),
      of({ profiles: [{ plugins: { bind: { disabled: [{ name: 'DefaultBinder' }] } } }] }),
      of({
        profiles: [{ plugins: { multiPoint: { enabled: [{ name: 'NodePorts' }, { name: 'NodePorts' }] } } }],
      }),
      of({ extenders: [{ urlPrefix: 'a', tlsConfig: { insecure: true, caFile: 'x' } }] }),
      of({
        extenders: [
          { urlPrefix: 'a', bindVerb: 'b' },
          { urlPrefix: 'b', bindVerb: 'b' },
        ],
      }),
      of({
        extenders: [{ urlPrefix: 'a', managedResources: [{ name: 'a.io/b', ignoredByScheduler: true }] }],
        profiles: [{ plugins: { multiPoint: { disabled: [{ name: 'NodeResourcesFit' }] } } }],
      }),
      of({ profiles: [{ pluginConfig: [{ name: 'NodeAffinity' }, { name: 'NodeAffinity', args: null }] }] }),
      told('NodeResourcesFit', { scoringStrategy: 3 }),
      told('NodeResourcesFit', { scoringStrategy: {} }),
      told('NodeResourcesFit', { foo: 1 }),
      told('NodeResourcesFit', { apiVersion: head.apiVersion, kind: 'NodeAffinityArgs' }),
      told('InterPodAffinity', {
        apiVersion: head.apiVersion,
        kind: 'InterPodAffinityArgs',
        hardPodAffinityWeight: 0,
      }),
      told('DynamicResources', { bindingTimeout: '3x' }),
    ],
    random: configuration,
    vectors: 80,
  },
};
