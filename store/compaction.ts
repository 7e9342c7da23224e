import type { Environment } from '../environment/index.ts';
import type { Batch, CommitQueue } from './commit-queue.ts';
import { StoreError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { compactionOperation } from './named-entries.ts';
import { logKey } from './record.ts';
import { compactedError } from './watch-hub.ts';

/**
 * Records removed in one batch: they share it with the writes of the same turn and double its time, so it is half
 * of what a batch may hold.
 */
const sweepRecordsMax = 500;

/**
 * Forgets history in two steps. First the point is set, durably: from then on reads below it are refused. Then the
 * records that nobody can ask for any more are removed, piece by piece, while writes go on; a sweep that is cut
 * short goes on when the store is opened again.
 */
export class Compaction {
  readonly #environment: Environment;
  readonly #commits: CommitQueue;
  readonly #ledger: Ledger;
  readonly #reclaim: (through: number) => Promise<void>;
  /** The point that holds: durable, and reads below it are refused. */
  #revision: number;
  /** The point last asked for. */
  #target: number;
  #sweeping: Promise<void> = Promise.resolve();
  #stopped = false;

  /** `reclaim` gives back the space of what a sweep has removed up to a revision. */
  constructor(
    environment: Environment,
    commits: CommitQueue,
    ledger: Ledger,
    compactedRevision: number,
    reclaim: (through: number) => Promise<void>,
  ) {
    this.#environment = environment;
    this.#commits = commits;
    this.#ledger = ledger;
    this.#reclaim = reclaim;
    this.#revision = compactedRevision;
    this.#target = compactedRevision;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The point last asked for. */
  get target(): number {
    return this.#target;
  }

  /** The point of a batch became durable. */
  reached(revision: number): void {
    this.#revision = revision;
  }

  /** Compacts to `revision`, of which `newest` is the highest allowed. Resolves once all is removed. */
  async to(revision: number, newest: number): Promise<void> {
    if (!Number.isInteger(revision)) throw new TypeError(`${revision} is not a revision`);
    if (revision <= this.#target) throw compactedError(revision, this.#target);
    if (revision > newest)
      throw new StoreError('FUTURE_REVISION', `revision ${revision} is above the newest, ${newest}`);
    this.#target = revision;
    const batch = this.#commits.gathering();
    this.#setPoint(batch);
    batch.compactedRevision = revision;
    await batch.done;
    await this.sweep();
  }

  /** Removes what is left to remove below the point, and gives back its space. One sweep at a time. */
  sweep(): Promise<void> {
    this.#sweeping = this.#sweeping.then(() => this.#sweep());
    return this.#sweeping;
  }

  /** Lets the sweep end after the piece in flight, and waits for it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#sweeping.catch(() => undefined);
  }

  async #sweep(): Promise<void> {
    // Ends where the garbage at or below the point does; new garbage dies above it.
    while (!this.#stopped) {
      const versions = this.#ledger.garbage.take(this.#revision, sweepRecordsMax);
      if (versions.length === 0) return this.#reclaim(this.#revision);
      const batch = this.#commits.gathering();
      for (const version of versions) {
        batch.operations.push({ type: 'del', key: logKey(version.revision, version.sub) });
        this.#ledger.forget(version);
      }
      this.#setPoint(batch);
      await batch.done;
      await this.#environment.turn();
    }
  }

  #setPoint(batch: Batch): void {
    const { head, records, checksum } = this.#ledger;
    batch.operations.push(
      compactionOperation({ compactedRevision: this.#target, through: head, records, checksum }),
    );
  }
}
