import type { V1Pod, V1Service } from '../../../api/index.ts';
import { deepEqual, keyOf, type Labels, type ObjectMeta } from '../../../apimachinery/index.ts';
import type { Indexer, SharedInformer, WorkQueue } from '../../../client/index.ts';
import { isPodReady } from '../../../component-helpers/index.ts';
import { causeOf, type EventHandler } from '../../../controller-runtime/index.ts';

const labelIndex = 'label';
const selectorIndex = 'selector';
const nothing: readonly string[] = Object.freeze([]);

/**
 * Makes pods be found by each of their labels, and services by the first label that they select by: what happens to a pod
 * asks no service that could not select it. Controllers that share the informers may each ask.
 */
export function indexPodsAndServices(pods: SharedInformer<V1Pod>, services: SharedInformer<V1Service>): void {
  pods.addIndexers({ [labelIndex]: labelKeys });
  services.addIndexers({ [selectorIndex]: firstSelectorKey });
}

/** Whether a service says by labels which pods are behind it. */
export function hasSelector({ spec }: V1Service): boolean {
  return spec?.selector !== undefined && Object.keys(spec.selector).length > 0;
}

/** The pods that a service selects. */
export function podsOfService(pods: Indexer<V1Pod>, service: V1Service): readonly V1Pod[] {
  const [first] = firstSelectorKey(service);
  if (first === undefined) return [];
  const selector = service.spec?.selector ?? {};
  const found = pods.byIndex(labelIndex, first);
  return Object.keys(selector).length === 1 ? found : found.filter((pod) => selects(selector, pod));
}

/**
 * A pod wakes the services that select it, when something has changed that they tell of. Mirrors k8s.io/endpointslice
 * util (GetPodUpdateProjectionKey, GetServicesToUpdate).
 */
export function wakesServicesOfPods(services: Indexer<V1Service>): EventHandler<V1Pod> {
  const wake = (keys: Iterable<string>, pod: V1Pod, queue: WorkQueue<string>) => {
    for (const key of keys) queue.add(key, causeOf(pod));
  };
  return {
    create: ({ object }, queue) => wake(keysOfServices(services, object), object, queue),
    delete: ({ object }, queue) => wake(keysOfServices(services, object), object, queue),
    update: ({ oldObject, object }, queue) => {
      if (services.size === 0) return;
      const podChanged = hasChanged(oldObject, object);
      const now = () => keysOfServices(services, object);
      if (hasSameMembership(oldObject, object)) {
        if (podChanged) wake(now(), object, queue);
        return;
      }
      const before = new Set(keysOfServices(services, oldObject));
      const after = new Set(now());
      wake(podChanged ? union(before, after) : difference(before, after), object, queue);
    },
  };
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): Iterable<string> {
  return new Set([...a, ...b]);
}

/** What is in one of them only. */
function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): readonly string[] {
  return [...[...a].filter((key) => !b.has(key)), ...[...b].filter((key) => !a.has(key))];
}

/** Mirrors podEndpointsChanged, its first answer. While a pod is being deleted every change counts. */
function hasChanged(old: V1Pod, pod: V1Pod): boolean {
  if (old.metadata?.deletionTimestamp !== undefined || pod.metadata?.deletionTimestamp !== undefined)
    return true;
  if (old.status === pod.status) return false;
  if (isPodReady(old) !== isPodReady(pod)) return true;
  const before = old.status?.podIPs ?? [];
  const after = pod.status?.podIPs ?? [];
  return before.length !== after.length || before.some(({ ip }, at) => ip !== after[at]?.ip);
}

/** Mirrors podEndpointsChanged, its second answer. */
function hasSameMembership(old: V1Pod, pod: V1Pod): boolean {
  if (old.spec?.hostname !== pod.spec?.hostname || old.spec?.subdomain !== pod.spec?.subdomain) return false;
  return deepEqual(old.metadata?.labels, pod.metadata?.labels);
}

function keysOfServices(services: Indexer<V1Service>, pod: V1Pod): readonly string[] {
  if (services.size === 0) return nothing;
  return labelKeys(pod).flatMap((key) =>
    services
      .byIndex(selectorIndex, key)
      .filter(({ spec }) => selects(spec?.selector ?? {}, pod))
      .map(keyOf),
  );
}

function selects(selector: Labels, { metadata }: V1Pod): boolean {
  for (const key in selector) if (metadata?.labels?.[key] !== selector[key]) return false;
  return true;
}

function firstSelectorKey({ metadata, spec }: V1Service): readonly string[] {
  for (const key in spec?.selector) return [labelKey(metadata?.namespace, key, spec.selector[key])];
  return nothing;
}

/** Labels are frozen, and stay what they are while a pod's status changes: their keys are made once. */
const keysOfLabels = new WeakMap<
  Labels,
  { readonly namespace: string | undefined; readonly keys: string[] }
>();

function labelKeys({ metadata }: { readonly metadata?: ObjectMeta }): readonly string[] {
  const labels = metadata?.labels;
  if (labels === undefined) return nothing;
  const known = keysOfLabels.get(labels);
  if (known !== undefined && known.namespace === metadata?.namespace) return known.keys;
  const keys = Object.entries(labels).map(([key, value]) => labelKey(metadata?.namespace, key, value));
  keysOfLabels.set(labels, { namespace: metadata?.namespace, keys });
  return keys;
}

function labelKey(namespace = '', key: string, value = ''): string {
  return `${namespace}/${key}=${value}`;
}
