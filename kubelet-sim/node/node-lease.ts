import { coordinationV1, type V1Lease, type V1Node } from '../../api/index.ts';
import { formatMicroTime, ignoreNotFound, StatusError } from '../../apimachinery/index.ts';
import { type Client, isOperatingError } from '../../client/index.ts';
import type { Environment } from '../../environment/index.ts';

export const leaseNamespace = 'kube-node-lease';
/** Mirrors the kubelet's nodeLeaseDurationSeconds. */
const leaseDurationSeconds = 40;
/** A quarter of it. Mirrors nodeLeaseRenewIntervalFraction. */
const renewMs = 10_000;
/** Mirrors k8s.io/component-helpers lease (maxUpdateRetries). */
const renewTriesMax = 5;

/**
 * Says every 10 s that the node is alive, by its Lease. Mirrors k8s.io/component-helpers apimachinery/lease. What fails
 * is tried again when the next renewal is due.
 */
export class NodeLease {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #node: V1Node;
  readonly #onReconnect: () => void;
  #lease: V1Lease | undefined;
  #cutOff = false;

  /** `onReconnect` is called when a renewal succeeds after one that did not. */
  constructor(environment: Environment, client: Client, node: V1Node, onReconnect: () => void) {
    this.#environment = environment;
    this.#client = client;
    this.#node = node;
    this.#onReconnect = onReconnect;
  }

  /** Resolves after the first renewal. */
  async start(): Promise<void> {
    await this.#sync();
  }

  async #sync(): Promise<void> {
    try {
      await this.#renew();
      if (this.#cutOff) this.#onReconnect();
      this.#cutOff = false;
    } catch (error) {
      if (this.#environment.isRevoked) return;
      if (!isOperatingError(error)) throw error;
      this.#cutOff = true;
      this.#environment.trace.record('kubelet-retry', { lease: this.#name, message: error.message });
    }
    this.#environment.clock.setTimer(renewMs, this.#tick, { background: true });
  }

  readonly #tick = (): void => {
    this.#environment.spawn('node lease', () => this.#sync());
  };

  async #renew(): Promise<void> {
    for (let tries = 1; ; tries++) {
      this.#lease ??= await this.#find();
      const spec = this.#spec();
      try {
        this.#lease = await (this.#lease === undefined
          ? this.#client.create(coordinationV1.leases, this.#newLease(spec))
          : this.#client.update(coordinationV1.leases, {
              ...this.#lease,
              spec: { ...this.#lease.spec, ...spec },
            }));
        return;
      } catch (error) {
        // Somebody else wrote, or deleted it: look again.
        this.#lease = undefined;
        if (!(error instanceof StatusError) || tries >= renewTriesMax) throw error;
      }
    }
  }

  #find(): Promise<V1Lease | undefined> {
    const key = { namespace: leaseNamespace, name: this.#name };
    return this.#client.get(coordinationV1.leases, key).catch(ignoreNotFound);
  }

  get #name(): string {
    return this.#node.metadata?.name ?? '';
  }

  #spec() {
    const renewTime = formatMicroTime(this.#environment.clock.now());
    return { holderIdentity: this.#name, leaseDurationSeconds, renewTime };
  }

  #newLease(spec: V1Lease['spec'] & object): V1Lease {
    const { uid = '' } = this.#node.metadata ?? {};
    const owner = { apiVersion: 'v1', kind: 'Node', name: this.#name, uid };
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: this.#name, namespace: leaseNamespace, ownerReferences: [owner] },
      spec,
    };
  }
}
