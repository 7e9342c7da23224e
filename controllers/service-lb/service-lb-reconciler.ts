import { coreV1, type V1LoadBalancerIngress, type V1Node, type V1Service } from '../../api/index.ts';
import { deepEqual, isNotFound, makeKey, messageOf, objectKey } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { type Report, reportAbout } from '../kit/report.ts';
import { withoutFinalizers } from '../kit/without-finalizers.ts';
import { balancerFinalizer, isBalanced, needsCleanup, wantsBalancer } from './decide.ts';
import { balancerAddresses, cloudBehaviour } from './simulated-cloud.ts';

/** What the reconciler works with. */
export interface ServiceLbReconcilerParts {
  readonly clock: Clock;
  readonly services: SharedInformer<V1Service>;
  readonly nodes: SharedInformer<V1Node>;
  readonly recorder: EventRecorder;
}

/** A service that is looked at now. */
interface Look {
  readonly key: string;
  readonly client: Client;
  readonly service: V1Service;
  readonly report: Report;
}

/**
 * Keeps a load balancer of a simulated cloud for each service that wants one. Mirrors k8s.io/cloud-provider
 * controllers/service (syncService). Differs: the cloud is what services declare of it.
 */
export class ServiceLbReconciler implements Reconciler {
  readonly #parts: ServiceLbReconcilerParts;
  /** To which nodes the load balancers of which services send traffic, by the services' keys. */
  readonly #nodes = new Map<string, string>();
  readonly #failures = new Map<string, number>();
  /** Whose the addresses are that this gave out, by address: the cache may not have seen it yet. */
  readonly #given = new Map<string, string>();

  constructor(parts: ServiceLbReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(
    { namespace, name }: Request,
    { client, cause }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const { services, recorder } = this.#parts;
    const key = makeKey(namespace, name);
    const service = services.indexer.get(key);
    if (service === undefined) {
      this.#forget(key);
      return undefined;
    }
    const look = { key, client, service, report: reportAbout(recorder, services.type, service, cause) };
    try {
      if (!wantsBalancer(service) || needsCleanup(service)) await this.#remove(look);
      else await this.#ensure(look);
    } catch (error) {
      look.report('Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: ${messageOf(error)}`);
      throw error;
    }
    return undefined;
  }

  /** Nodes have come or gone: tells of the load balancers that send traffic to others now. Mirrors nodeSyncService. */
  nodesChanged(reportOf: (service: V1Service) => Report): void {
    const { services } = this.#parts;
    if (this.#nodes.size === 0) return;
    const nodes = this.#balancedNodes();
    for (const [key, before] of this.#nodes) {
      const service = services.indexer.get(key);
      if (before === nodes || service === undefined || !wantsBalancer(service)) continue;
      this.#nodes.set(key, nodes);
      const report = reportOf(service);
      if (nodes === '') report('Warning', 'UnAvailableLoadBalancer', noNodes);
      else report('Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
    }
  }

  async #ensure(look: Look): Promise<void> {
    const { key, client, service, report } = look;
    report('Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    if (service.metadata?.finalizers?.includes(balancerFinalizer) !== true) {
      await patchFinalizers(client, service, { finalizers: [balancerFinalizer] }).catch((error: unknown) => {
        throw failure('add load balancer cleanup finalizer', error);
      });
    }
    const nodes = this.#balancedNodes();
    if (nodes === '') report('Warning', 'UnAvailableLoadBalancer', noNodes);
    this.#nodes.set(key, nodes);
    const ingress = await this.#make(look).catch((error: unknown) => {
      throw failure('ensure load balancer', error);
    });
    report('Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
    await tellStatus(client, service, ingress);
  }

  /** As long as the cloud takes, unless it is there already. */
  async #make({ key, service }: Look): Promise<readonly V1LoadBalancerIngress[]> {
    const { clock, services } = this.#parts;
    const { delayMs, fail, times } = cloudBehaviour(service);
    const had = service.status?.loadBalancer?.ingress ?? [];
    if (had.length === 0 && delayMs > 0) await clock.sleep(delayMs);
    const failed = this.#failures.get(key) ?? 0;
    if (fail !== undefined && failed < (times ?? Number.POSITIVE_INFINITY)) {
      this.#failures.set(key, failed + 1);
      throw new Error(fail);
    }
    const ingress = balancerAddresses(service, (ip) => {
      const owner = this.#given.get(ip);
      return owner === undefined ? services.indexer.byIndex(balancerIndex, ip).length > 0 : owner !== key;
    });
    for (const { ip = '' } of ingress) this.#given.set(ip, key);
    return ingress;
  }

  async #remove({ key, client, service, report }: Look): Promise<void> {
    const isThere =
      [...this.#given.values()].includes(key) || (service.status?.loadBalancer?.ingress ?? []).length > 0;
    if (isThere) report('Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
    if (service.metadata?.finalizers?.includes(balancerFinalizer)) {
      const changes = withoutFinalizers([balancerFinalizer]);
      await patchFinalizers(client, service, changes).catch((error: unknown) => {
        throw failure('remove load balancer cleanup finalizer', error);
      });
    }
    report('Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
    this.#forget(key);
    await tellStatus(client, service, []);
  }

  #forget(key: string): void {
    for (const [ip, owner] of this.#given) if (owner === key) this.#given.delete(ip);
    this.#nodes.delete(key);
    this.#failures.delete(key);
  }

  #balancedNodes(): string {
    const nodes = this.#parts.nodes.indexer.list().filter(isBalanced);
    return nodes
      .map(({ metadata, spec }) => `${metadata?.name}=${spec?.providerID ?? ''}`)
      .toSorted()
      .join();
  }
}

const balancerIndex = 'balancer';

/** Makes services be found by the addresses of their load balancers. */
export function indexByBalancer(services: SharedInformer<V1Service>): void {
  const ipsOf = ({ status }: V1Service) =>
    (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  services.addIndexers({ [balancerIndex]: ipsOf });
}

const noNodes = 'There are no available nodes for LoadBalancer';

function failure(what: string, error: unknown): Error {
  return new Error(`failed to ${what}: ${messageOf(error)}`, { cause: error });
}

async function patchFinalizers(client: Client, service: V1Service, changes: object): Promise<void> {
  const patch = { type: 'strategic', body: { metadata: changes } } as const;
  await client.patch(coreV1.services, objectKey(service), patch, { subresource: 'status' });
}

/** A service that goes with its finalizer is told nothing more. Mirrors patchStatus. */
async function tellStatus(
  client: Client,
  service: V1Service,
  ingress: readonly V1LoadBalancerIngress[],
): Promise<void> {
  const had = service.status?.loadBalancer?.ingress ?? [];
  if (
    deepEqual(
      had.map(({ ip }) => ip),
      ingress.map(({ ip }) => ip),
    )
  )
    return;
  const patch = {
    type: 'merge',
    body: { status: { loadBalancer: { ingress: ingress.length === 0 ? null : ingress } } },
  } as const;
  try {
    await client.patch(coreV1.services, objectKey(service), patch, { subresource: 'status' });
  } catch (error) {
    if (!isNotFound(error)) throw failure('update load balancer status', error);
  }
}
