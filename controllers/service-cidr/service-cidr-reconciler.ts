import { networkingV1, type V1IPAddress, type V1ServiceCIDR } from '../../api/index.ts';
import { findCondition, formatTime, ignoreNotFound, parseTimeOrUndefined } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { reportAbout } from '../kit/report.ts';
import { withoutFinalizers } from '../kit/without-finalizers.ts';
import { canBeDeleted, deletionGraceMs } from './decide.ts';

/** What the reconciler works with. */
export interface ServiceCidrReconcilerParts {
  readonly clock: Clock;
  readonly cidrs: SharedInformer<V1ServiceCIDR>;
  readonly addresses: SharedInformer<V1IPAddress>;
  readonly recorder: EventRecorder;
}

interface Condition {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

const finalizer = 'networking.k8s.io/service-cidr-finalizer';
const fieldManager = 'service-cidr-controller';

const ready: Condition = { status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };

const terminating: Condition = {
  status: 'False',
  reason: 'Terminating',
  message:
    'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
};

/**
 * Keeps a range that is being deleted as long as it has addresses that no other range has. Mirrors kubernetes
 * pkg/controller/servicecidrs (sync).
 */
export class ServiceCidrReconciler implements Reconciler {
  readonly #parts: ServiceCidrReconcilerParts;

  constructor(parts: ServiceCidrReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile({ name }: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { cidrs, recorder } = this.#parts;
    const cidr = cidrs.indexer.get(name);
    if (cidr === undefined) return undefined;
    if (cidr.metadata?.deletionTimestamp !== undefined) return this.#letGo(client, cidr);
    if (!isProtected(cidr)) await patch(client, cidr, { finalizers: [finalizer] });
    try {
      await this.#tell(client, cidr, ready);
    } catch (error) {
      const report = reportAbout(recorder, cidrs.type, cidr, cause);
      report('Warning', 'KubernetesServiceCIDRError', 'The ServiceCIDR Status can not be set to Ready=True');
      throw error;
    }
    return undefined;
  }

  async #letGo(client: Client, cidr: V1ServiceCIDR): Promise<ReconcileResult> {
    const { clock, cidrs, addresses } = this.#parts;
    if (!canBeDeleted(cidr, cidrs.indexer.list(), addresses.indexer.list())) {
      await this.#tell(client, cidr, terminating);
      return undefined;
    }
    const sinceMs = parseTimeOrUndefined(cidr.metadata?.deletionTimestamp) ?? clock.now();
    const waitMs = sinceMs + deletionGraceMs - clock.now();
    if (waitMs > 0) return { requeueAfterMs: waitMs };
    if (isProtected(cidr)) await patch(client, cidr, withoutFinalizers([finalizer]));
    return undefined;
  }

  /** Mirrors updateConditionIfNeeded. */
  async #tell(client: Client, cidr: V1ServiceCIDR, { status, reason, message }: Condition): Promise<void> {
    const found = findCondition(cidr.status?.conditions, 'Ready');
    if (found?.status === status && (found.reason ?? '') === reason && found.message === message) return;
    const lastTransitionTime = formatTime(this.#parts.clock.now());
    const { name = '' } = cidr.metadata ?? {};
    const conditions = [{ type: 'Ready', status, reason, message, lastTransitionTime }];
    const object = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name },
      status: { conditions },
    };
    await client.apply(networkingV1.serviceCIDRs, object, {
      fieldManager,
      force: true,
      subresource: 'status',
    });
  }
}

function isProtected({ metadata }: V1ServiceCIDR): boolean {
  return metadata?.finalizers?.includes(finalizer) === true;
}

async function patch(client: Client, { metadata }: V1ServiceCIDR, changes: object): Promise<void> {
  const patch = { type: 'strategic', body: { metadata: changes } } as const;
  await client.patch(networkingV1.serviceCIDRs, { name: metadata?.name ?? '' }, patch).catch(ignoreNotFound);
}
