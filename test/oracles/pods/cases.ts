import fc from 'fast-check';
import type { RuleCases } from '../kit/rule-cases.ts';

/** An object of which any part may be missing. */
function partly(parts: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc.record(parts, { requiredKeys: [] });
}

const amount = fc.constantFrom(
  '0',
  '1',
  '2',
  '500m',
  '0.5',
  '1500m',
  '1Gi',
  '1Mi',
  '64Mi',
  '1e3',
  '100k',
  '0.1m',
);
const amounts = fc.dictionary(
  fc.constantFrom('cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'example.com/gpu'),
  amount,
  { maxKeys: 4 },
);
const computeAmounts = fc.dictionary(fc.constantFrom('cpu', 'memory'), amount, { maxKeys: 2 });
const asked = partly({ requests: amounts, limits: amounts });

const container = (name: string, resources: fc.Arbitrary<object>, more: object = {}) =>
  fc.record({ name: fc.constant(name), resources, ...more }, { requiredKeys: ['name'] });
const restartPolicy = fc.constantFrom('Always', 'Never');
const containersOf = (resources: fc.Arbitrary<object>) =>
  fc.tuple(container('a', resources), container('b', resources)).chain((both) => fc.subarray(both));
const initContainersOf = (resources: fc.Arbitrary<object>) =>
  fc
    .tuple(...['i', 'j', 'k'].map((name) => container(name, resources, { restartPolicy })))
    .chain((all) => fc.subarray(all));
const statuses = fc
  .tuple(
    ...['a', 'b', 'i', 'j', 'k'].map((name) =>
      fc.record(
        { name: fc.constant(name), resources: asked, allocatedResources: amounts },
        { requiredKeys: ['name'] },
      ),
    ),
  )
  .chain((all) => fc.subarray(all));
const resizing = fc.constantFrom('Infeasible', 'Deferred', 'Other').map((reason) => ({
  type: 'PodResizePending',
  status: 'True',
  reason,
}));

const podOfResources = fc.record({
  spec: fc.record(
    {
      containers: containersOf(asked),
      initContainers: initContainersOf(asked),
      overhead: amounts,
      resources: asked,
    },
    { requiredKeys: ['containers'] },
  ),
  status: partly({
    containerStatuses: statuses.map((all) => all.filter(({ name }) => name < 'i')),
    initContainerStatuses: statuses.map((all) => all.filter(({ name }) => name >= 'i')),
    resources: asked,
    allocatedResources: amounts,
    conditions: fc.tuple(resizing),
  }),
});

const askedCompute = partly({ requests: computeAmounts, limits: computeAmounts });
const guaranteed = computeAmounts.map((list) => ({ requests: list, limits: list }));
const podOfQos = fc.oneof(askedCompute, guaranteed).chain((resources) => {
  const one = fc.oneof(fc.constant(resources), askedCompute);
  const spec = { containers: containersOf(one), initContainers: initContainersOf(one), resources: one };
  return fc.record({ spec: fc.record(spec, { requiredKeys: ['containers'] }) });
});

const time = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:10Z', '2026-01-01T00:00:30Z');
const condition = fc.record(
  {
    type: fc.constantFrom('Ready', 'Other'),
    status: fc.constantFrom('True', 'False', 'Unknown'),
    reason: fc.constantFrom('A', 'B'),
    message: fc.constantFrom('a', 'b'),
    observedGeneration: fc.nat(2),
  },
  { requiredKeys: ['type', 'status'] },
);
const timedCondition = fc.tuple(condition, time).map(([one, at]) => ({ lastTransitionTime: at, ...one }));
const conditionsOf = (one: fc.Arbitrary<{ type: string }>) =>
  fc.uniqueArray(one, { selector: ({ type }) => type, maxLength: 2 });
const podOfConditions = (one: fc.Arbitrary<{ type: string }>) =>
  fc.record({
    metadata: fc.record({ generation: fc.nat(2) }),
    status: partly({
      conditions: conditionsOf(one),
      phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
    }),
  });

const key = fc.constantFrom('', 'a', 'b');
const value = fc.constantFrom('', 'x', '5', '7');
const effect = fc.constantFrom('', 'NoSchedule', 'PreferNoSchedule', 'NoExecute');
const operator = fc.constantFrom('', 'Equal', 'Exists', 'Lt', 'Gt');
const toleration = partly({ key, value, effect, operator });
const taint = fc.record({ key, value, effect }, { requiredKeys: ['key', 'effect'] });

const labelKey = fc.constantFrom('a', 'example.com/b', 'constructor', '-bad');
const labelValue = fc.constantFrom('', 'x', 'y', '5', '-7', '10', 'x_');
const requirement = (keys: fc.Arbitrary<string>) =>
  fc.record(
    {
      key: keys,
      operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Near'),
      values: fc.array(fc.oneof(labelValue, fc.constantFrom('n', 'm')), { maxLength: 2 }),
    },
    { requiredKeys: ['key', 'operator'] },
  );
const term = partly({
  matchExpressions: fc.array(requirement(labelKey), { maxLength: 2 }),
  matchFields: fc.array(requirement(fc.constantFrom('metadata.name', 'metadata.uid')), { maxLength: 2 }),
});
const nodeSelectorTerms = fc.array(term, { maxLength: 3 });
const preference = fc.record({ weight: fc.nat(3), preference: term });
const nodeAffinity = partly({
  requiredDuringSchedulingIgnoredDuringExecution: fc.record({ nodeSelectorTerms }),
  preferredDuringSchedulingIgnoredDuringExecution: fc.array(preference, { maxLength: 3 }),
});
const podOfAffinity = fc.record({
  spec: partly({
    nodeSelector: fc.dictionary(labelKey, labelValue, { maxKeys: 1 }),
    affinity: partly({ nodeAffinity }),
  }),
});
const zoneLabel = fc.constantFrom(
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
);
const nodeOf = (keys: fc.Arbitrary<string>) =>
  fc.record({
    metadata: fc.record(
      { name: fc.constantFrom('n', 'm'), labels: fc.dictionary(keys, labelValue) },
      { requiredKeys: [] },
    ),
  });

/** Every rule's cases. */
export const casesByRule: Readonly<Record<string, RuleCases>> = {
  resources: {
    picked: [],
    random: fc.record({ pod: podOfResources, useStatus: fc.boolean(), nonMissing: computeAmounts }),
    vectors: 250,
  },
  qos: { picked: [{ spec: { containers: [] } }], random: podOfQos, vectors: 150 },
  readiness: {
    picked: [],
    random: fc.record({
      pod: podOfConditions(fc.oneof(condition, timedCondition)),
      minReadySeconds: fc.constantFrom(0, 10, 20, 21),
      now: time,
    }),
    vectors: 100,
  },
  condition: {
    picked: [],
    random: fc.record({ pod: podOfConditions(timedCondition), condition }),
    vectors: 100,
  },
  tolerates: {
    picked: [],
    random: fc.record({
      tolerations: fc.array(toleration, { maxLength: 3 }),
      taints: fc.array(taint, { maxLength: 3 }),
    }),
    vectors: 150,
  },
  'node-affinity': {
    picked: [],
    random: fc.record({ pod: podOfAffinity, node: nodeOf(labelKey) }),
    vectors: 250,
  },
  zone: { picked: [{}], random: nodeOf(zoneLabel), vectors: 30 },
};
