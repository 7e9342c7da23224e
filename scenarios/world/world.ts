import type { Cluster } from '../../cluster/index.ts';
import type { WorldControl } from '../../environment/index.ts';

/** Where a scenario runs: a cluster, and the means to let its time go on. */
export interface ScenarioWorld {
  readonly control: WorldControl;
  readonly cluster: Cluster;
  /** Stops everything and leaves nothing behind. */
  close(): Promise<void>;
}
