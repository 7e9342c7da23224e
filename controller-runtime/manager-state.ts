import type { Metric, Sample } from '../apimachinery/index.ts';
import type { InformerState } from '../client/index.ts';
import type { ControllerState } from './controller.ts';
import type { RunnableGroupName } from './runnable-group.ts';

/** As much of a controller as its manager knows, whatever its requests are. */
export interface ControllerView {
  readonly name: string;
  inspect(): ControllerState;
  metrics(): readonly Metric[];
}

/** All there is to know of a manager, of one moment. */
export interface ManagerState {
  readonly name: string;
  readonly atMs: number;
  readonly stopping: boolean;
  /** Absent: it takes part in no election. */
  readonly election?: { readonly leads: boolean; readonly leader: string };
  /** By group, the names of what runs. */
  readonly runnables: Readonly<Record<RunnableGroupName, readonly string[]>>;
  /** Of each informer of its cache, how far it is. */
  readonly informers: readonly InformerState[];
  readonly controllers: readonly ControllerState[];
}

/** Metrics of one name become one, with the samples of all. */
export function mergedMetrics(metrics: Iterable<Metric>): Metric[] {
  const byName = new Map<string, { readonly metric: Metric; readonly samples: Sample[] }>();
  for (const metric of metrics) {
    const known = byName.get(metric.name);
    if (known === undefined) byName.set(metric.name, { metric, samples: [...metric.samples] });
    else known.samples.push(...metric.samples);
  }
  return [...byName.values()].map(({ metric, samples }) => ({ ...metric, samples }));
}
