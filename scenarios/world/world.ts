import type { CoreV1Event } from '../../api/index.ts';
import type { Cluster } from '../../cluster/index.ts';
import type { Trace, TraceKind, TraceRecord, WorldControl } from '../../environment/index.ts';

/** Where a scenario runs: a cluster, and the means to let its time go on. */
export interface ScenarioWorld {
  readonly control: WorldControl;
  readonly cluster: Cluster;
  /** Stops everything and leaves nothing behind. */
  close(): Promise<void>;
}

/** Whoever looks at a world. Looking changes nothing: the digest of a run is the same with and without. */
export interface WorldObserver {
  /** Called with every record, in order. */
  readonly onRecord?: (record: TraceRecord) => void;
  /** Kinds of details that it is called with too. Default: none. */
  readonly details?: readonly TraceKind[];
  /** Called with every Event that is created, before the record of its write. */
  readonly onEvent?: (event: CoreV1Event) => void;
}

/** Has the observer look at all that is recorded from now on. */
export function observe(trace: Trace, { onRecord, details = [] }: WorldObserver): void {
  if (onRecord === undefined) return;
  trace.subscribe(onRecord);
  if (details.length > 0) trace.follow(details, onRecord);
}
