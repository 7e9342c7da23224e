import type { Metric } from '../apimachinery/index.ts';
import { LeaderElector, leaseLock, type ResourceLock } from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import type { Manager } from './manager.ts';
import type { LeaderElectionOptions } from './manager-options.ts';

/**
 * A manager's part in an election. Leadership that is lost is an error: whoever lost it may still believe to have it, and must
 * end. Mirrors controller-runtime pkg/leaderelection and pkg/manager (initLeaderElector).
 */
export class Leadership {
  readonly #environment: Environment;
  readonly #elector: LeaderElector;
  readonly #cancel = new AbortController();
  readonly #name: string;
  #slowpaths = 0;
  #running: Promise<void> | undefined;

  constructor(manager: Manager, options: LeaderElectionOptions, on: { elected(): void; lost(): void }) {
    this.#environment = manager.environment;
    this.#name = options.lock?.description ?? options.id;
    this.#elector = new LeaderElector(manager.environment, {
      ...options,
      metrics: { leaderOn() {}, leaderOff() {}, slowpathExercised: () => void this.#slowpaths++ },
      lock: options.lock ?? lockOf(manager, options),
      onStartedLeading: () => on.elected(),
      onStoppedLeading: () => {
        if (!this.#cancel.signal.aborted) on.lost();
      },
    });
  }

  get isLeader(): boolean {
    return this.#elector.isLeader;
  }

  /** The identity of the leader last seen. */
  get leader(): string {
    return this.#elector.leader;
  }

  /** Under upstream's names. Mirrors controller-runtime pkg/metrics (leaderelection.go). */
  metrics(): Metric[] {
    const labels = { name: this.#name };
    return [
      {
        name: 'leader_election_master_status',
        type: 'gauge',
        help: 'Whether this process leads',
        samples: [{ labels, value: this.isLeader ? 1 : 0 }],
      },
      {
        name: 'leader_election_slowpath_total',
        type: 'counter',
        help: 'How often the lease had to be read before it was renewed',
        samples: [{ labels, value: this.#slowpaths }],
      },
    ];
  }

  run(): void {
    this.#environment.spawn('leader election', () => {
      this.#running = this.#elector.run(this.#cancel.signal);
      return this.#running;
    });
  }

  /** Takes part no longer: whatever only a leader may do has ended. Resolves when the lease is given up, if it is to be. */
  async end(): Promise<void> {
    this.#cancel.abort();
    // What it ends with has been told.
    await this.#running?.catch(() => {});
  }
}

function lockOf(manager: Manager, options: LeaderElectionOptions): ResourceLock {
  const { id: name, namespace, labels } = options;
  const { environment } = manager;
  const identity = options.identity ?? `${environment.name}_${environment.ids.uid()}`;
  const client = (options.client ?? manager.client).withUserAgent('leader-election');
  const recorder = manager.eventRecorderFor(identity);
  return leaseLock(client, { namespace, name, identity, recorder, ...(labels && { labels }) });
}
