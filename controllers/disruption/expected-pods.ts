import type {
  V1Deployment,
  V1Pod,
  V1ReplicaSet,
  V1ReplicationController,
  V1Scale,
  V1StatefulSet,
} from '../../api/index.ts';
import {
  controllerOf,
  goQuote,
  groupResource,
  isNotFound,
  type KubeObject,
  makeKey,
  type OwnerReference,
  parseApiVersion,
} from '../../apimachinery/index.ts';
import type { Client, Indexer, RestMapper } from '../../client/index.ts';

/** Where controllers are looked up. */
export interface Owners {
  readonly replicationControllers: Indexer<V1ReplicationController>;
  readonly replicaSets: Indexer<V1ReplicaSet>;
  readonly deployments: Indexer<V1Deployment>;
  readonly statefulSets: Indexer<V1StatefulSet>;
  /** Of all other kinds. */
  readonly mapper: RestMapper;
}

/** How many pods there should be, and which of those there are nobody counts. */
export interface ExpectedPods {
  readonly count: number;
  readonly unmanaged: readonly string[];
}

interface Scaled {
  readonly uid: string;
  readonly replicas: number;
}

/**
 * How many pods all controllers of these pods want together. Rejects where one of them is not there, or has no number of
 * replicas. Mirrors kubernetes pkg/controller/disruption (getExpectedScale).
 */
export async function expectedPods(
  client: Client,
  owners: Owners,
  pods: readonly V1Pod[],
): Promise<ExpectedPods> {
  const replicas = new Map<string, number>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const { name = '', namespace = '' } = pod.metadata ?? {};
    const reference = controllerOf(pod);
    if (reference === undefined) {
      unmanaged.push(name);
      continue;
    }
    if (replicas.has(reference.uid)) continue;
    const found =
      knownScale(owners, reference, namespace) ?? (await askedScale(client, owners, reference, namespace));
    if (found === undefined) throw new Error(`found no controllers for pod ${goQuote(name)}`);
    replicas.set(found.uid, found.replicas);
  }
  const count = [...replicas.values()].reduce((sum, more) => sum + more, 0);
  return { count, unmanaged };
}

/** What the caches say; undefined: they do not know it. */
function knownScale(owners: Owners, reference: OwnerReference, namespace: string): Scaled | undefined {
  const { group } = parseApiVersion(reference.apiVersion);
  switch (`${group}/${reference.kind}`) {
    case '/ReplicationController':
      return scaleIn(owners.replicationControllers, reference, namespace);
    case 'apps/StatefulSet':
      return scaleIn(owners.statefulSets, reference, namespace);
    case 'apps/ReplicaSet':
    case 'extensions/ReplicaSet':
      return replicaSetScale(owners, reference, namespace);
    default:
      return undefined;
  }
}

/** Of a ReplicaSet that a Deployment controls, the Deployment's. */
function replicaSetScale(owners: Owners, reference: OwnerReference, namespace: string): Scaled | undefined {
  const replicaSet = objectOf(owners.replicaSets, reference, namespace);
  if (replicaSet === undefined) return undefined;
  const above = controllerOf(replicaSet);
  if (above?.kind === 'Deployment') return scaleIn(owners.deployments, above, namespace);
  return { uid: reference.uid, replicas: replicaSet.spec?.replicas ?? 1 };
}

function scaleIn<T extends KubeObject & { readonly spec?: { readonly replicas?: number } }>(
  indexer: Indexer<T>,
  reference: OwnerReference,
  namespace: string,
): Scaled | undefined {
  const object = objectOf(indexer, reference, namespace);
  return object && { uid: reference.uid, replicas: object.spec?.replicas ?? 1 };
}

function objectOf<T extends KubeObject>(
  indexer: Indexer<T>,
  { name, uid }: OwnerReference,
  namespace: string,
): T | undefined {
  const object = indexer.get(makeKey(namespace, name));
  return object?.metadata?.uid === uid ? object : undefined;
}

/** What the API server says. Mirrors getScaleController. */
async function askedScale(
  client: Client,
  { mapper }: Owners,
  reference: OwnerReference,
  namespace: string,
): Promise<Scaled | undefined> {
  const { name, uid } = reference;
  const resource = await mapper.find(reference);
  if (!resource.subresources.includes('scale')) {
    throw new Error(`${groupResource(resource)} does not implement the scale subresource`);
  }
  try {
    const scale = await client.getSubresource<V1Scale>(resource, { namespace, name }, 'scale');
    return scale.metadata?.uid === uid ? { uid, replicas: scale.spec?.replicas ?? 0 } : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
