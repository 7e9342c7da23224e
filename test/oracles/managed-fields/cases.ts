import fc from 'fast-check';
import type { KubeObject } from '../../../apimachinery/index.ts';

export interface OwnershipStep {
  readonly op: 'apply' | 'update';
  readonly manager: string;
  readonly force: boolean;
  readonly object: KubeObject;
}

/** One object, and what is done to it, one thing after the other. */
export interface OwnershipCase {
  readonly apiVersion: string;
  readonly kind: string;
  readonly subresource: string;
  readonly steps: readonly OwnershipStep[];
}

export interface OwnershipAnswer {
  readonly object?: KubeObject;
  readonly error?: string;
  /** Of an apply that met others' fields, each as `.spec.replicas: conflict with "a"`; sorted. */
  readonly conflicts?: readonly string[];
}

const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });
const word = fc.constantFrom('a', 'b', 'c');
const map = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(word, value, { maxKeys: 3 });
/** Any of the members, each there or not. */
const some = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(members, { requiredKeys: [] });
const keyed = (
  key: Record<string, fc.Arbitrary<unknown>>,
  others: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<unknown[]> => {
  const names = Object.keys(key);
  const item = fc.record({ ...key, ...others }, { requiredKeys: names.slice(0, 1) });
  return fc.uniqueArray(item, {
    maxLength: 3,
    selector: (made) => names.map((name) => String((made as Record<string, unknown>)[name])).join(),
  });
};

const metadata = some({
  labels: map(word),
  annotations: map(word),
  finalizers: fc.uniqueArray(word, { maxLength: 3 }),
  ownerReferences: keyed({ uid: word }, { name: word, controller: fc.boolean() }),
}).map((made) => ({ name: 'x', ...made }));

const container = {
  image: word,
  args: few(word),
  env: keyed({ name: word }, { value: word, valueFrom: some({ fieldRef: some({ fieldPath: word }) }) }),
  ports: keyed(
    { containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP') },
    { name: word },
  ),
  resources: some({ limits: map(fc.constantFrom('1', '2')) }),
  securityContext: some({ capabilities: some({ add: few(word) }), runAsUser: fc.constantFrom(0, 1) }),
};

const podSpec = some({
  containers: keyed({ name: word }, container),
  nodeSelector: map(word),
  tolerations: few(some({ key: word, operator: word })),
  volumes: keyed({ name: word }, { emptyDir: some({ medium: word }), configMap: some({ name: word }) }),
  terminationGracePeriodSeconds: fc.constantFrom(0, 1),
});

const deployment = some({
  replicas: fc.constantFrom(0, 1, 2),
  paused: fc.boolean(),
  selector: some({ matchLabels: map(word) }),
  strategy: some({ type: word, rollingUpdate: some({ maxSurge: fc.constantFrom(1, '25%') }) }),
  template: some({ metadata: some({ labels: map(word) }), spec: podSpec }),
});

const status = some({
  replicas: fc.constantFrom(0, 1),
  conditions: keyed({ type: word }, { status: word, message: word }),
});

const ofKind = (
  apiVersion: string,
  kind: string,
  parts: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<OwnershipCase> => {
  const object = some(parts).chain((made) =>
    metadata.map((meta) => ({ apiVersion, kind, metadata: meta, ...made }) as KubeObject),
  );
  const step = fc.record<OwnershipStep>({
    op: fc.constantFrom('apply', 'apply', 'update'),
    manager: fc.constantFrom('a', 'b', 'kubectl'),
    force: fc.boolean(),
    object,
  });
  return fc.record({
    apiVersion: fc.constant(apiVersion),
    kind: fc.constant(kind),
    subresource: fc.constantFrom('', '', 'status'),
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  });
};

export const ownershipCase: fc.Arbitrary<OwnershipCase> = fc.oneof(
  ofKind('apps/v1', 'Deployment', { spec: deployment, status }),
  ofKind('v1', 'ConfigMap', { data: map(word), binaryData: map(word), immutable: fc.boolean() }),
  ofKind('v1', 'Service', {
    spec: some({
      selector: map(word),
      ports: keyed(
        { port: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP') },
        { name: word },
      ),
      externalIPs: few(word),
      loadBalancerSourceRanges: few(word),
    }),
  }),
);
