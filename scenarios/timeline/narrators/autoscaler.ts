import type { Change } from '../../../environment/index.ts';
import { isWithin, valueText } from '../write.ts';
import type { Narrator } from './narrator.ts';
import { narratorOf } from './own-words.ts';

/** What the metrics say, and how many replicas there are and should be; what goes wrong its events tell. */
export const autoscaler: Narrator = narratorOf({
  isOwn: (change) => isWithin(change, 'status', 'currentMetrics') || isWithin(change, 'status', 'conditions'),
  tell: metricChanges,
});

/** The share of what pods ask for says more than the amount behind it. */
function metricChanges(changes: readonly Change[]): readonly string[] {
  const moved = (field: string) => changes.filter(({ path }) => path.length > 3 && path.at(-1) === field);
  const shares = moved('averageUtilization');
  if (shares.length > 0)
    return shares.map(({ before, after }) => `utilization ${percent(before)} -> ${percent(after)}`);
  return [...moved('averageValue'), ...moved('value')].map(
    ({ before, after }) => `metric ${valueText(before)} -> ${valueText(after)}`,
  );
}

function percent(value: Change['after']): string {
  return value === undefined ? 'none' : `${valueText(value)}%`;
}
