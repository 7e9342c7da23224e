import fc from 'fast-check';
import type {
  V1Affinity,
  V1LabelSelector,
  V1PodAffinity,
  V1PodAffinityTerm,
  V1TopologySpreadConstraint,
} from '../../../api/index.ts';
import type { Theme } from './cases.ts';
import { keys, plain, sometimes } from './random-nodes.ts';
import { apps } from './random-pods.ts';

const selector: fc.Arbitrary<V1LabelSelector> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...apps).map((app) => ({ matchLabels: { app } })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<V1LabelSelector>(
      {},
      { matchExpressions: [{ key: 'version', operator: 'Exists' }] },
      { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
      { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] },
    ),
  },
);

const topologyKey = fc.constantFrom(keys.host, keys.zone, keys.zone, 'disk');

const term = fc
  .record({
    labelSelector: sometimes(selector, 1),
    topologyKey,
    namespaces: sometimes(fc.constantFrom(['other'], ['default', 'other']), 4),
    namespaceSelector: sometimes(fc.constantFrom<V1LabelSelector>({}, { matchLabels: { team: 'other' } }), 5),
  })
  .map((drawn) => plain<V1PodAffinityTerm>(drawn));

const weighted = fc.record({ weight: fc.constantFrom(1, 10, 100), podAffinityTerm: term });

function terms(oneIn: number): fc.Arbitrary<V1PodAffinity> {
  return fc
    .record({
      requiredDuringSchedulingIgnoredDuringExecution: sometimes(
        fc.array(term, { minLength: 1, maxLength: 2 }),
        oneIn,
      ),
      preferredDuringSchedulingIgnoredDuringExecution: sometimes(
        fc.array(weighted, { minLength: 1, maxLength: 2 }),
        2,
      ),
    })
    .map((drawn) => plain<V1PodAffinity>(drawn));
}

/** Pods that want to be near others, or far from them. */
export const affinity: Theme = {
  affinity: fc
    .record({ podAffinity: sometimes(terms(2), 3), podAntiAffinity: sometimes(terms(3), 3) })
    .map((drawn) => plain<V1Affinity>(drawn)),
};

const constraint = fc
  .record({
    maxSkew: fc.constantFrom(1, 1, 2),
    topologyKey,
    whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
    labelSelector: sometimes(selector, 1),
    minDomains: sometimes(fc.constantFrom(1, 3), 5),
    nodeAffinityPolicy: sometimes(fc.constantFrom('Honor', 'Ignore')),
    nodeTaintsPolicy: sometimes(fc.constantFrom('Honor', 'Ignore')),
    matchLabelKeys: sometimes(fc.constant(['version']), 6),
  })
  .map(({ minDomains, ...drawn }) =>
    plain<V1TopologySpreadConstraint>({
      ...drawn,
      // Only with DoNotSchedule, as validation has it.
      minDomains: drawn.whenUnsatisfiable === 'DoNotSchedule' ? minDomains : undefined,
    }),
  );

/** Pods that are to be spread over zones and hosts. */
export const spread: Theme = {
  spec: fc.record({
    topologySpreadConstraints: fc.uniqueArray(constraint, {
      minLength: 1,
      maxLength: 2,
      selector: (one) => `${one.topologyKey}/${one.whenUnsatisfiable}`,
    }),
  }),
};

const service = fc
  .record({ app: fc.constantFrom(...apps), namespace: fc.constantFrom('default', 'other') })
  .map(({ app, namespace }) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: app, namespace },
    spec: { selector: { app } },
  }));

/** Pods that say nothing, and are spread as the pods of services are by default; and images that nodes have. */
export const defaults: Theme = {
  haveImages: true,
  objects: fc
    .uniqueArray(service, {
      maxLength: 3,
      selector: ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    })
    .map((services) => () => services),
};
