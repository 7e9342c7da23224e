import type { Histogram, Labels, Metric, Sample } from '../apimachinery/index.ts';
import type { WorkQueueState } from '../client/index.ts';

/** In seconds, each ten times the one before. Mirrors controller-runtime pkg/internal/metrics (workqueue.go). */
export const queueDurationBounds: readonly number[] = exponentialBounds(10e-9, 10, 12);

/** What is told of a work queue, under Kubernetes' names. Mirrors controller-runtime pkg/internal/metrics. */
export function queueMetrics(
  name: string,
  state: WorkQueueState,
  durations: { readonly queue: Histogram; readonly work: Histogram },
): Metric[] {
  const labels = { controller: name, name };
  const metric = (type: 'counter' | 'gauge', part: string, help: string, value: number): Metric => ({
    name: `workqueue_${part}`,
    type,
    help,
    samples: [{ labels, value }],
  });
  const histogram = (part: string, help: string, values: Histogram): Metric => ({
    name: `workqueue_${part}`,
    type: 'histogram',
    help,
    samples: values.samples(labels),
  });
  return [
    {
      ...metric('gauge', 'depth', 'How much waits in the queue, by priority', 0),
      samples: depths(labels, state),
    },
    metric('counter', 'adds_total', 'What was put into the queue', state.adds),
    metric('counter', 'retries_total', 'What was put into the queue for later', state.retries),
    metric(
      'gauge',
      'unfinished_work_seconds',
      'For how long all that is worked on is',
      state.unfinishedMs / 1000,
    ),
    metric(
      'gauge',
      'longest_running_processor_seconds',
      'For how long what is worked on is, at most',
      state.longestRunningMs / 1000,
    ),
    histogram('queue_duration_seconds', 'How long what is in the queue waits', durations.queue),
    histogram('work_duration_seconds', 'How long what is in the queue is worked on', durations.work),
  ];
}

/** More priorities than this are told as one: their names must not grow the metrics. */
const prioritiesMax = 25;

/** Where priorities do not count there is one without a name. */
function depths(labels: Labels, { depth, priorities }: WorkQueueState): Sample[] {
  const entries = Object.entries(priorities ?? {});
  if (priorities === undefined) return [{ labels: { ...labels, priority: '' }, value: depth }];
  if (entries.length === 0) return [{ labels: { ...labels, priority: '0' }, value: 0 }];
  if (entries.length > prioritiesMax) {
    return [{ labels: { ...labels, priority: 'exceeded_cardinality_limit' }, value: depth }];
  }
  return entries.map(([priority, value]) => ({ labels: { ...labels, priority }, value }));
}

/** Multiplied one by one, so that they are Prometheus' very numbers. */
function exponentialBounds(start: number, factor: number, count: number): number[] {
  const bounds: number[] = [];
  for (let bound = start; bounds.length < count; bound *= factor) bounds.push(bound);
  return bounds;
}
