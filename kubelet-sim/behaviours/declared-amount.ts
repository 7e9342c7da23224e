import { InvalidValueError, parseQuantity } from '../../apimachinery/index.ts';

/**
 * An amount as a function of time: always the same, or from point to point. Times are milliseconds from the start of what uses
 * it; of what is shared, from the start of the cluster.
 */
export type DeclaredAmount =
  | string
  | {
      readonly points: readonly (readonly [atMs: number, amount: string])[];
      /** True: between two points it goes in a straight line; else it stays until the next. */
      readonly ramp?: boolean;
      /** True: it is the load of all that serve together, and each has its share. */
      readonly shared?: boolean;
    };

/** Whether data is a declared amount. */
export function isDeclaredAmount(value: unknown): value is DeclaredAmount {
  if (typeof value === 'string') return isAmount(value);
  if (typeof value !== 'object' || value === null) return false;
  const { points, ramp, shared, ...others } = value as Readonly<Record<string, unknown>>;
  const flags = [ramp, shared].every((flag) => flag === undefined || typeof flag === 'boolean');
  if (!flags || Object.keys(others).length > 0 || !Array.isArray(points) || points.length === 0) return false;
  let lastMs = -1;
  return points.every((point: unknown) => {
    if (!Array.isArray(point) || point.length !== 2) return false;
    const [atMs, amount] = point as readonly unknown[];
    const rises = typeof atMs === 'number' && atMs > lastMs;
    if (rises) lastMs = atMs;
    return rises && isAmount(amount);
  });
}

function isAmount(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return parseQuantity(value).sign >= 0;
  } catch (error) {
    if (error instanceof InvalidValueError) return false;
    throw error;
  }
}

/** The amount in thousandths, so long after the start; before the first point it is that of the first. */
export function amountAt(declared: DeclaredAmount, sinceMs: number): number {
  if (typeof declared === 'string') return milliOf(declared);
  const { points, ramp = false } = declared;
  const next = points.findIndex(([atMs]) => atMs > sinceMs);
  const before = points[next < 0 ? points.length - 1 : Math.max(0, next - 1)];
  const after = points[next];
  const amount = milliOf(before?.[1] ?? '0');
  if (!ramp || before === undefined || after === undefined || after === before) return amount;
  const share = (sinceMs - before[0]) / (after[0] - before[0]);
  return Math.round(amount + (milliOf(after[1]) - amount) * share);
}

function milliOf(text: string): number {
  return parseQuantity(text).milliValue();
}
