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
import { apps, owners } from './random-pods.ts';

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

const topologyKey = fc.constantFrom(keys.host, keys.host, keys.zone, keys.zone, keys.zone, 'disk');

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
  areRoomy: true,
  placedMax: 12,
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
  areRoomy: true,
  placedMax: 14,
  spec: fc.record({
    topologySpreadConstraints: fc.uniqueArray(constraint, {
      minLength: 1,
      maxLength: 2,
      selector: (one) => `${one.topologyKey}/${one.whenUnsatisfiable}`,
    }),
  }),
};

/** What selects pods: a service, or an object that they belong to. */
const selecting = fc
  .record({
    kind: fc.constantFrom('Service', 'Service', 'ReplicaSet', 'StatefulSet', 'ReplicationController'),
    app: fc.constantFrom(...apps),
    namespace: fc.constantFrom('default', 'default', 'other'),
    ofVersion: sometimes(fc.constantFrom('1', '2'), 4),
  })
  .map(({ kind, app, namespace, ofVersion }) => {
    const labels = plain({ app, version: ofVersion });
    const selects = kind === 'Service' || kind === 'ReplicationController' ? labels : { matchLabels: labels };
    return {
      apiVersion: kind === 'Service' ? 'v1' : owners[kind],
      kind,
      metadata: { name: app, namespace, uid: `uid-${kind}` },
      spec: { selector: selects },
    };
  });

/** Pods that say nothing, and are spread as those of their service or owner are by default; and images that nodes have. */
export const defaults: Theme = {
  areRoomy: true,
  placedMax: 14,
  haveImages: true,
  haveOwners: true,
  objects: fc
    .uniqueArray(selecting, {
      maxLength: 5,
      selector: ({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`,
    })
    .map((objects) => () => objects),
};
