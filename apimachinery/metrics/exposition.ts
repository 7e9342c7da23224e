import type { Labels } from '../selectors/label-selector.ts';
import { goFloat } from '../values/go-format.ts';

/** One line of a metric: its labels and its value. */
export interface Sample {
  /** What follows the metric's name: `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
  readonly labels: Labels;
  readonly value: number;
  /** Absent: when it is read. */
  readonly atMs?: number;
}

/** All that is told of one metric. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** What a text of metrics is served as. */
export const expositionContentType = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';

/**
 * Metrics as text, in the order of their names; those without samples are left out. Mirrors prometheus/common expfmt, the
 * text format 0.0.4.
 */
export function exposition(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, help, samples }) => {
      const lines = samples.map((sample) => `${name}${sampleText(sample)}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function sampleText({ suffix = '', labels, value, atMs }: Sample): string {
  const time = atMs === undefined ? '' : ` ${atMs}`;
  return `${suffix}${labelText(labels)} ${goFloat(value)}${time}`;
}

function labelText(labels: Labels): string {
  const members = Object.entries(labels)
    .toSorted(([a], [b]) => (isBefore(a, b) ? -1 : 1))
    .map(([name, value]) => `${name}="${escaped(value)}"`);
  return members.length === 0 ? '' : `{${members.join(',')}}`;
}

/** By name; a bucket's bound is last. */
function isBefore(a: string, b: string): boolean {
  if (a === 'le' || b === 'le') return b === 'le';
  return a < b;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
