import { coordinationV1, type V1Lease, type V1LeaseSpec } from '../../api/index.ts';
import { ignoreNotFound } from '../../apimachinery/index.ts';
import type { Client } from '../client.ts';
import type { EventRecorder } from '../event-recorder.ts';

/** What candidates hold on to: one record on the server that says who leads. Mirrors resourcelock.Interface. */
export interface ResourceLock {
  /** Who this candidate is: no two may be called alike. */
  readonly identity: string;
  /** Which lock it is, for people. */
  readonly description: string;
  /** Undefined: there is none yet. */
  get(): Promise<V1LeaseSpec | undefined>;
  create(record: V1LeaseSpec): Promise<void>;
  /** Writes over the record that was last read or written here; rejects with Conflict when it is no longer there so. */
  update(record: V1LeaseSpec): Promise<void>;
  recordEvent(message: string): void;
}

export interface LeaseLockOptions {
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  /** Set on the Lease; others that it has are left. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Tells people who leads. Default: nobody is told. */
  readonly recorder?: EventRecorder;
}

/** A lock that is a Lease. Mirrors client-go tools/leaderelection/resourcelock (LeaseLock). */
export function leaseLock(client: Client, options: LeaseLockOptions): ResourceLock {
  return new LeaseLock(client, options);
}

class LeaseLock implements ResourceLock {
  readonly identity: string;
  readonly description: string;
  readonly #client: Client;
  readonly #options: LeaseLockOptions;
  /** As it was last read or written. */
  #lease: V1Lease | undefined;

  constructor(client: Client, options: LeaseLockOptions) {
    this.identity = options.identity;
    this.description = `${options.namespace}/${options.name}`;
    this.#client = client;
    this.#options = options;
  }

  async get(): Promise<V1LeaseSpec | undefined> {
    const { namespace, name } = this.#options;
    const lease = await this.#client.get(coordinationV1.leases, { namespace, name }).catch(ignoreNotFound);
    if (lease === undefined) return undefined;
    this.#lease = lease;
    return lease.spec ?? {};
  }

  async create(record: V1LeaseSpec): Promise<void> {
    const { namespace, name, labels } = this.#options;
    const metadata = { namespace, name, ...(labels && { labels }) };
    const lease = { ...kind, metadata, spec: record };
    this.#lease = await this.#client.create(coordinationV1.leases, lease);
  }

  async update(record: V1LeaseSpec): Promise<void> {
    const known = this.#lease;
    if (known === undefined) throw new Error('lease not initialized, call get or create first');
    const labels = this.#options.labels && { ...known.metadata?.labels, ...this.#options.labels };
    const metadata = { ...known.metadata, ...(labels && { labels }) };
    this.#lease = await this.#client.update(coordinationV1.leases, { ...known, metadata, spec: record });
  }

  recordEvent(message: string): void {
    if (this.#lease === undefined) return;
    const text = `${this.identity} ${message}`;
    this.#options.recorder?.event({ ...this.#lease, ...kind }, 'Normal', 'LeaderElection', text);
  }
}

const kind = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
