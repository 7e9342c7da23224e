import { quantityMilliValue } from '../../apimachinery/index.ts';

/** From point to point. */
export interface Points {
  readonly points: readonly (readonly [atMs: number, amount: string])[];
  /** True: between two points it goes in a straight line; else it stays until the next. */
  readonly ramp?: boolean;
}

/** Before the first point it is as there. */
export function pointsAt({ points, ramp = false }: Points, sinceMs: number): number {
  const next = indexAfter(points, sinceMs);
  const before = points[Math.max(0, next - 1)];
  const after = points[next];
  const amount = quantityMilliValue(before?.[1] ?? '0');
  if (!ramp || before === undefined || after === undefined || after === before) return amount;
  const share = (sinceMs - before[0]) / (after[0] - before[0]);
  return Math.round(amount + (quantityMilliValue(after[1]) - amount) * share);
}

/** The index of the first point after that; found by halves, as files have many. */
function indexAfter(points: Points['points'], sinceMs: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.[0] ?? Infinity) > sinceMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** From the last point on it stays the same. */
export function pointsRestMs({ points }: Points): number {
  return points.at(-1)?.[0] ?? 0;
}

/** When it is above so many thousandths for the first time, from `fromMs` on; Infinity: never. */
export function pointsAboveMs(declared: Points, milli: number, fromMs: number): number {
  if (pointsAt(declared, fromMs) > milli) return fromMs;
  const { points, ramp = false } = declared;
  const above = points.findIndex(([atMs, amount]) => atMs > fromMs && quantityMilliValue(amount) > milli);
  const [atMs, amount] = points[above] ?? [Infinity, '0'];
  const [beforeMs, before] = points[above - 1] ?? [atMs, amount];
  if (!ramp || beforeMs === atMs) return atMs;
  const share =
    (milli - quantityMilliValue(before)) / (quantityMilliValue(amount) - quantityMilliValue(before));
  return Math.max(fromMs, Math.floor(beforeMs + share * (atMs - beforeMs)) + 1);
}
