import { type Quantity, quantityOf } from '../../apimachinery/index.ts';
import {
  type Observation,
  type Observations,
  type PressureCondition,
  type Signal,
  signals,
} from './signals.ts';

/** So much, or this part of all there is. */
export type ThresholdValue = { readonly quantity: Quantity } | { readonly share: number };

/** When less is left than this, pods are evicted. */
export interface Threshold {
  readonly signal: Signal;
  readonly value: ThresholdValue;
  /** Only when it has been so for so long. 0: at once, which is a hard threshold. */
  readonly graceMs: number;
  /** So much more must be left than `value` before it counts as over. */
  readonly minReclaim?: ThresholdValue;
}

/** What is known from one look to the next. */
export interface PressureState {
  readonly since: ReadonlyMap<Threshold, number>;
  readonly seen: ReadonlyMap<PressureCondition, number>;
  /** Those whose time had come, the last time. */
  readonly due: readonly Threshold[];
}

export const noPressure: PressureState = { since: new Map(), seen: new Map(), due: [] };

export interface PressureDecision {
  readonly state: PressureState;
  readonly conditions: readonly PressureCondition[];
  /** Those that pods are evicted for: memory first. */
  readonly due: readonly Threshold[];
}

/**
 * Under which pressures a node is, and for which pods have to go. A condition stands for `transitionMs` after it was seen last. Mirrors
 * kubernetes pkg/kubelet/eviction (synchronize).
 */
export function decidePressure(
  thresholds: readonly Threshold[],
  transitionMs: number,
  before: PressureState,
  observations: Observations,
  nowMs: number,
): PressureDecision {
  const unresolved = before.due.filter((threshold) => isMet(threshold, observations, true));
  const met = thresholds.filter(
    (threshold) => isMet(threshold, observations, false) || unresolved.includes(threshold),
  );
  const since = new Map(met.map((threshold) => [threshold, before.since.get(threshold) ?? nowMs]));
  const seen = new Map(before.seen);
  for (const { signal } of met) seen.set(signals[signal].condition, nowMs);
  for (const [condition, atMs] of seen) if (nowMs - atMs >= transitionMs) seen.delete(condition);
  const due = met.filter((threshold) => nowMs - (since.get(threshold) ?? nowMs) >= threshold.graceMs);
  const isMemory = ({ signal }: Threshold) => signals[signal].resource === 'memory';
  return {
    state: { since, seen, due },
    conditions: [...seen.keys()],
    due: [...due.filter(isMemory), ...due.filter((threshold) => !isMemory(threshold))],
  };
}

/** Whether so much is left that it counts as over. */
export function isSatisfied(threshold: Threshold, observations: Observations): boolean {
  return !isMet(threshold, observations, true);
}

function isMet(
  { signal, value, minReclaim }: Threshold,
  observations: Observations,
  reclaims: boolean,
): boolean {
  const observed = observations[signal];
  if (observed === undefined) return false;
  const more = reclaims && minReclaim !== undefined ? amountOf(minReclaim, observed) : 0;
  return amountOf(value, observed) + more > observed.available;
}

/** How much that is of all there is. */
export function amountOf(value: ThresholdValue, { capacity }: Observation): number {
  return 'quantity' in value ? value.quantity.value() : Math.trunc(capacity * value.share);
}

/** As messages have it. */
export function thresholdText(value: ThresholdValue, observed: Observation): string {
  return (
    'quantity' in value ? value.quantity : quantityOf(amountOf(value, observed), 'BinarySI')
  ).toString();
}
