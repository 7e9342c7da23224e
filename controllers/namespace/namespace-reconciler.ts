import { coreV1, type V1Namespace } from '../../api/index.ts';
import { ignoreNotFound, StatusError } from '../../apimachinery/index.ts';
import { type Client, type DiscoveredResource, retryOnConflict } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { ContentWatch } from './content-watch.ts';
import { deletableResources } from './deletable-resources.ts';
import { type ContentLeft, deleteContent } from './delete-content.ts';
import { type DeletionFindings, withDeletionConditions } from './deletion-conditions.ts';

export interface NamespaceReconcilerParts {
  readonly environment: Environment;
  readonly content: ContentWatch;
}

/** The finalizer that every namespace is born with, and that this controller takes away. */
const finalizer = 'kubernetes';
/** What remains though nothing is known that would keep it: as long as upstream waits in the end. */
const unexpectedRetryMs = 60_000;

/**
 * Empties namespaces that are being deleted and then lets them go. Mirrors kubernetes pkg/controller/namespace and
 * pkg/controller/namespace/deletion (namespacedResourcesDeleter.Delete).
 *
 * Differs: what remains is awaited; looking again after the estimated time is only for what could be missed.
 */
export class NamespaceReconciler implements Reconciler {
  readonly #parts: NamespaceReconcilerParts;

  constructor(parts: NamespaceReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile({ name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const { environment, content } = this.#parts;
    const namespace = await find(client, name);
    const deletedAt = namespace?.metadata?.deletionTimestamp;
    if (namespace === undefined || deletedAt === undefined || isFinalized(namespace)) {
      content.stop(name);
      return undefined;
    }
    const resources = await this.#discover(client, namespace);
    const nowMs = () => environment.clock.now();
    const left = await deleteContent(client, { name, deletedMs: Date.parse(deletedAt), nowMs }, resources);
    await this.#tell(client, namespace, left);
    if (left.remaining.length > 0) content.await(name, left.remaining);
    else content.stop(name);
    if (left.error !== undefined) throw left.error;
    if (left.remaining.length > 0) return { requeueAfterMs: retryMs(left), background: true };
    await finalize(client, name, namespace.metadata?.uid ?? '');
    return undefined;
  }

  /** What cannot be discovered is tried again, and told. Mirrors ProcessDiscoverResourcesErr. */
  async #discover(client: Client, namespace: V1Namespace): Promise<readonly DiscoveredResource[]> {
    try {
      return await deletableResources(client);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      await this.#tell(client, namespace, { discoveryFailure: error.message, failures: [], remaining: [] });
      throw error;
    }
  }

  /** Conditions are for people: that they could not be written does not hold up the deletion. */
  async #tell(client: Client, namespace: V1Namespace, findings: DeletionFindings): Promise<void> {
    const { clock, trace } = this.#parts.environment;
    const told = withDeletionConditions(namespace, findings, clock.now());
    if (told === namespace) return;
    try {
      await client.updateStatus(coreV1.namespaces, told);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      trace.record('write-failed', { what: namespace.metadata?.name ?? '', message: error.message });
    }
  }
}

/** Half of the estimated time. Mirrors kubernetes pkg/controller/namespace (worker). */
function retryMs({ estimateSeconds }: ContentLeft): number {
  return estimateSeconds === 0 ? unexpectedRetryMs : (Math.floor(estimateSeconds / 2) + 1) * 1000;
}

function find(client: Client, name: string): Promise<V1Namespace | undefined> {
  return client.get(coreV1.namespaces, { name }).catch(ignoreNotFound);
}

function isFinalized(namespace: V1Namespace): boolean {
  return (namespace.spec?.finalizers ?? []).length === 0;
}

/** Takes our finalizer away. Mirrors finalizeNamespace and retryOnConflictError. */
async function finalize(client: Client, name: string, uid: string): Promise<void> {
  const attempt = async () => {
    const namespace = await find(client, name);
    if (namespace === undefined || namespace.metadata?.uid !== uid) return;
    const finalizers = (namespace.spec?.finalizers ?? []).filter((other) => other !== finalizer);
    const body = {
      ...namespace,
      apiVersion: 'v1',
      kind: 'Namespace',
      spec: { ...namespace.spec, finalizers },
    };
    await client.raw({ method: 'PUT', path: `/api/v1/namespaces/${name}/finalize`, body });
  };
  await retryOnConflict(attempt).catch(ignoreNotFound);
}
