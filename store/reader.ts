import { type Version, versionAt, versionBefore } from './key-index.ts';
import { keyValueOf, type Ledger, type ValueLoad } from './ledger.ts';
import type { Log } from './log.ts';
import type { LogRecord } from './record.ts';
import type { KeyValue, StoreEvent } from './store.ts';
import type { HistoryPiece } from './watch-hub.ts';

/** Records of history delivered in one go: a few milliseconds of a sink's work. */
const historyRecords = 500;

/** Finds values: in memory where they are held, else in the log. */
export class Reader {
  readonly #log: Log;
  readonly #ledger: Ledger;

  constructor(log: Log, ledger: Ledger) {
    this.#log = log;
    this.#ledger = ledger;
  }

  /** The values of versions that are not deletions, as the log is at the time of the call. */
  async values(versions: readonly Version[]): Promise<KeyValue[]> {
    const values: (KeyValue | undefined)[] = [];
    const missing: Version[] = [];
    for (const version of versions) {
      values.push(version.held);
      if (version.held === undefined) missing.push(version);
    }
    if (missing.length === 0) return values as KeyValue[];
    const loaded = (await this.#load(missing)).values();
    return values.map((value) => value ?? (loaded.next().value as KeyValue));
  }

  /** The value of a version that is not in memory. It is from now on, if it is the newest of its key. */
  async value(version: Version): Promise<KeyValue> {
    const [value] = (await this.#load([version])) as [KeyValue];
    if (version.entry.newest === version && version.held === undefined)
      this.#ledger.cache.hold(version, value);
    return value;
  }

  async fill(loads: readonly ValueLoad[]): Promise<void> {
    const values = await this.#load(loads.map((load) => load.version));
    for (const [i, load] of loads.entries()) load.use(values[i] as KeyValue);
  }

  /** The next events on a prefix above a revision: those of some hundred records. */
  async history(prefix: string, after: number, through: number): Promise<HistoryPiece> {
    // The first revision with a record is 2.
    const records = await this.#log.readRange(Math.max(after, 1), through, historyRecords);
    const wanted = records.filter((record) => record.key.startsWith(prefix));
    const versions = wanted.map((record) => this.#versionsOf(record));
    const before = versions.map(({ previous }) => previous).filter((previous) => previous !== undefined);
    const loaded = (await this.values(before)).values();
    const events = wanted.map((record, i): StoreEvent => {
      const { current, previous } = versions[i] as Versions;
      return {
        type: record.type,
        key: record.key,
        revision: record.revision,
        current: record.type === 'put' ? (current ?? keyValueOf(record, record.key, undefined)) : undefined,
        previous: previous === undefined ? undefined : loaded.next().value,
      };
    });
    return { events, through: records.at(-1)?.revision ?? through };
  }

  /** Looked up at once, while what was read and what is indexed are of one moment. */
  #versionsOf(record: LogRecord): Versions {
    const entry = this.#ledger.index.find(record.key);
    if (entry === undefined) return { current: undefined, previous: undefined };
    const current = versionAt(entry, record.revision)?.held;
    const previous = versionBefore(entry, record.revision);
    return { current, previous: previous?.version === 0 ? undefined : previous };
  }

  async #load(versions: readonly Version[]): Promise<KeyValue[]> {
    const records = await this.#log.read(versions);
    return records.map((record) => keyValueOf(record, record.key, undefined));
  }
}

interface Versions {
  /** In memory, with its attachment. */
  readonly current: KeyValue | undefined;
  readonly previous: Version | undefined;
}
