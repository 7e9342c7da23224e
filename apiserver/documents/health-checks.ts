import type { Store } from '../../store/index.ts';

export type Check = (store: Store) => unknown;

export type Checks = ReadonlyMap<string, Check>;

const passes: Check = () => undefined;

/** Asks for a key, as upstream does: a store that failed or is closed rejects. */
const asksStore: Check = (store) => store.get('/registry/health');

/** Differs: upstream asks for the key only; here a store that takes no writes is not ready either. */
const asksForSpace: Check = async (store) => {
  const { alarm } = await store.status();
  if (alarm !== undefined) throw alarm;
  return store.get('/registry/health');
};

/**
 * What Kubernetes does after its start, in its order. Here all that has to be done is done before the first request is
 * answered, so none of it can be missing.
 */
const startHooks: Checks = new Map(
  [
    'poststarthook/start-apiserver-admission-initializer',
    'poststarthook/generic-apiserver-start-informers',
    'poststarthook/priority-and-fairness-config-consumer',
    'poststarthook/priority-and-fairness-filter',
    'poststarthook/storage-object-count-tracker-hook',
    'poststarthook/start-apiextensions-informers',
    'poststarthook/start-apiextensions-controllers',
    'poststarthook/crd-informer-synced',
    'poststarthook/start-system-namespaces-controller',
    'poststarthook/peer-endpoint-reconciler-controller',
    'poststarthook/start-cluster-authentication-info-controller',
    'poststarthook/start-kube-apiserver-identity-lease-controller',
    'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
    'poststarthook/storage-readiness',
    'poststarthook/start-legacy-token-tracking-controller',
    'poststarthook/start-service-ip-repair-controllers',
    'poststarthook/rbac/bootstrap-roles',
    'poststarthook/scheduling/bootstrap-system-priority-classes',
    'poststarthook/priority-and-fairness-config-producer',
    'poststarthook/bootstrap-controller',
    'poststarthook/start-kubernetes-service-cidr-controller',
    'poststarthook/start-kube-aggregator-informers',
    'poststarthook/apiservice-status-local-available-controller',
    'poststarthook/apiservice-status-remote-available-controller',
    'poststarthook/apiservice-registration-controller',
    'poststarthook/apiservice-discovery-controller',
    'poststarthook/kube-apiserver-autoregistration',
    'autoregister-completion',
    'poststarthook/apiservice-openapi-controller',
    'poststarthook/apiservice-openapiv3-controller',
  ].map((name) => [name, passes]),
);

const liveChecks: Checks = new Map([
  ['ping', passes],
  ['log', passes],
  ['loopback-serving-certificate', passes],
  ['etcd', asksStore],
  ...startHooks,
]);

const readyChecks: Checks = new Map([
  ['ping', passes],
  ['log', passes],
  ['etcd', asksStore],
  ['etcd-readiness', asksForSpace],
  ['informer-sync', passes],
  ...startHooks,
  ['shutdown', passes],
]);

/** By the names Kubernetes has for them. */
export const healthEndpoints: ReadonlyMap<string, Checks> = new Map([
  ['healthz', liveChecks],
  ['livez', liveChecks],
  ['readyz', readyChecks],
]);
