import { RecentMap } from '../collections/index.ts';
import type { Cause, TraceRecord } from '../environment/index.ts';
import type { TestCluster } from './start-cluster.ts';

/** What was done since the mark. */
export interface ConvergenceCounts {
  /** How long it took, in virtual milliseconds. */
  readonly durationMs: number;
  readonly reconciles: number;
  /** Objects that changed, Events and Leases aside. */
  readonly writes: number;
  /** Each that the API server answered, also those that only read. */
  readonly requests: number;
  /** By controller, as its manager names it; what no reconcile asked for, by the client that did. */
  readonly byController: Readonly<Record<string, ControllerCounts>>;
}

export interface ControllerCounts {
  readonly reconciles: number;
  readonly writes: number;
  readonly requests: number;
}

export interface Convergence {
  /** Since the mark, which is set where `convergence` was called, and again by `mark`. */
  counts(): ConvergenceCounts;
  mark(): void;
  /** Counts no more. */
  stop(): void;
}

type Counted = { -readonly [K in keyof ControllerCounts]: number };

/** More than are at work at one time: what a reconcile asks for comes soon after it has begun. */
const reconcilesKept = 1_000;

/** What nobody waits for. */
const aside = new Set(['events', 'leases']);

/**
 * Counts what it takes a cluster to come to rest: reconciles, writes, and requests, of which a controller sends some for each
 * reconcile.
 */
export function convergence({ control }: Pick<TestCluster, 'control'>): Convergence {
  const { clock, trace } = control.environment;
  let sinceMs = clock.now();
  let byName = new Map<string, Counted>();
  const count = (name: string, what: keyof Counted) => {
    const counted = byName.get(name) ?? { reconciles: 0, writes: 0, requests: 0 };
    byName.set(name, counted);
    counted[what] += 1;
  };
  const reconciles = new RecentMap<number, string>(reconcilesKept);
  const asker = (by: string, causes: readonly Cause[]) => {
    const found = causes.map((cause) => ('record' in cause ? reconciles.get(cause.record) : undefined));
    return found.find((name) => name !== undefined) ?? by;
  };
  const look = ({ id, kind, causes, fields }: TraceRecord) => {
    if (kind === 'reconcile') {
      reconciles.set(id, fields.controller);
      count(fields.controller, 'reconciles');
    } else if (kind === 'request') count(asker(fields.by, causes), 'requests');
    else if (kind === 'write' && !aside.has(fields.resource)) count(asker(fields.by, causes), 'writes');
  };
  const ends = [trace.subscribe(look), trace.follow(['request'], look)];
  return {
    counts() {
      const all = [...byName.values()];
      const sum = (what: keyof Counted) => all.reduce((total, counted) => total + counted[what], 0);
      return {
        durationMs: clock.now() - sinceMs,
        reconciles: sum('reconciles'),
        writes: sum('writes'),
        requests: sum('requests'),
        byController: Object.fromEntries([...byName].map(([name, counted]) => [name, { ...counted }])),
      };
    },
    mark() {
      sinceMs = clock.now();
      byName = new Map();
    },
    stop() {
      for (const end of ends) end();
    },
  };
}
