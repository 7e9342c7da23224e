import type { V1Pod } from '../../api/index.ts';
import { type KubeObject, type ResourceType, StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { isPods } from './deletable-resources.ts';
import type { RemainingContent } from './deletion-conditions.ts';
import { finalizerEstimateSeconds, terminationEstimateSeconds } from './termination-estimate.ts';

export interface NamespaceToEmpty {
  readonly name: string;
  readonly deletedMs: number;
  nowMs(): number;
}

/** What is left of a namespace after an attempt to delete everything in it. */
export interface ContentLeft {
  readonly remaining: readonly (RemainingContent & { readonly objects: readonly KubeObject[] })[];
  /** When it makes sense to look again; 0: nothing is left that is known to take time. */
  readonly estimateSeconds: number;
  readonly failures: readonly string[];
  /** The first failure that was not the server's plain refusal to be done: worth a retry with back-off. */
  readonly error: Error | undefined;
}

/**
 * Deletes everything in the namespace: pods, and when these are gone everything else. Mirrors kubernetes
 * pkg/controller/namespace/deletion (deleteAllContent).
 *
 * Differs: what has no objects is not deleted; what remains against expectation is told, but is no error, as its end
 * is noticed.
 */
export async function deleteContent(
  client: Client,
  namespace: NamespaceToEmpty,
  resources: readonly ResourceType[],
): Promise<ContentLeft> {
  let left: ContentLeft = { remaining: [], estimateSeconds: 0, failures: [], error: undefined };
  for (const type of resources) {
    if (!isPods(type) && left.remaining.some((content) => isPods(content.type))) break;
    left = merge(left, await deleteAll(client, namespace, type));
  }
  return left;
}

/** Mirrors deleteAllContentForGroupVersionResource. */
async function deleteAll(
  client: Client,
  namespace: NamespaceToEmpty,
  type: ResourceType,
): Promise<ContentLeft> {
  const inNamespace = { namespace: namespace.name };
  try {
    const { items: before } = await client.list(type, inNamespace);
    if (before.length === 0) return nothingLeft;
    const graceful = isPods(type)
      ? terminationEstimateSeconds(before as readonly V1Pod[], namespace.deletedMs, namespace.nowMs())
      : 0;
    await client.deleteCollection(type, { ...inNamespace, propagationPolicy: 'Background' });
    const { items } = await client.list(type, inNamespace);
    return describe(namespace, type, items, graceful);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { ...nothingLeft, failures: [error.message], error };
  }
}

const nothingLeft: ContentLeft = Object.freeze({
  remaining: [],
  estimateSeconds: 0,
  failures: [],
  error: undefined,
});

function describe(
  namespace: NamespaceToEmpty,
  type: ResourceType,
  objects: readonly KubeObject[],
  gracefulSeconds: number,
): ContentLeft {
  if (objects.length === 0) return nothingLeft;
  const finalizers = new Map<string, number>();
  for (const { metadata } of objects) {
    for (const name of metadata?.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
  }
  const remaining = [{ type, count: objects.length, finalizers, objects }];
  const estimateSeconds = gracefulSeconds || (finalizers.size > 0 ? finalizerEstimateSeconds : 0);
  const unexpected =
    estimateSeconds > 0
      ? []
      : [
          `unexpected items still remain in namespace: ${namespace.name} for gvr: ${type.group}/${type.version}, Resource=${type.resource}`,
        ];
  return { remaining, estimateSeconds, failures: unexpected, error: undefined };
}

function merge(a: ContentLeft, b: ContentLeft): ContentLeft {
  if (b === nothingLeft) return a;
  return {
    remaining: [...a.remaining, ...b.remaining],
    estimateSeconds: Math.max(a.estimateSeconds, b.estimateSeconds),
    failures: [...a.failures, ...b.failures],
    error: a.error ?? b.error,
  };
}
