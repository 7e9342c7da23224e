import type { V1Container, V1Node, V1Pod } from '../../api/index.ts';
import { quantityMilliValue } from '../../apimachinery/index.ts';
import { type Curve, curveAboveMs, curveAt } from './curve.ts';
import { type Expression, expressionAt } from './expression.ts';
import { withNoise } from './noise.ts';
import { type Points, pointsAboveMs, pointsAt, pointsRestMs } from './points.ts';

/**
 * An amount as a function of time: always the same, from point to point, a curve, or what an expression says. Times are counted
 * from the start of what uses it; of what is shared, from the start of the cluster. JSON.
 */
export type DeclaredAmount = string | AmountOverTime;
export type AmountOverTime = (Points | Curve | Expression) & Varied;

/** What every amount over time may be, too. */
export interface Varied {
  /** True: it is the load of all that serve together, and each has its share. */
  readonly shared?: boolean;
  /** By which part of it, at most, it is more or less, drawn anew every ten seconds: 0.1 is a tenth. */
  readonly noise?: number;
}

/** Whose amount it is. */
export interface AmountOf {
  /** What its noise is drawn from: equal names draw the same. */
  readonly name: string;
  readonly pod?: V1Pod;
  readonly container?: V1Container;
  /** The time by the clock. */
  readonly atMs?: number;
  /** A node by its name, where it is known. */
  readonly nodeOf?: NodeOf | undefined;
}

export type NodeOf = (name: string) => V1Node | undefined;

/** The amount in thousandths, so long after the start; 0 where an expression fails, and then `onProblem` is told why. */
export function amountAt(
  declared: DeclaredAmount,
  sinceMs: number,
  of: AmountOf,
  onProblem?: (message: string) => void,
): number {
  if (typeof declared === 'string') return quantityMilliValue(declared);
  const amount = smoothAt(declared, sinceMs, of, onProblem);
  return declared.noise === undefined ? amount : withNoise(amount, declared.noise, sinceMs, of.name);
}

function smoothAt(
  declared: AmountOverTime,
  sinceMs: number,
  of: AmountOf,
  onProblem?: (message: string) => void,
): number {
  if ('points' in declared) return pointsAt(declared, sinceMs);
  if ('curve' in declared) return curveAt(declared.curve, sinceMs);
  return expressionAt(declared.expression, sinceMs, of, onProblem);
}

/** From when on it stays the same; Infinity: one cannot know. */
export function restsFromMs(declared: DeclaredAmount): number {
  if (typeof declared === 'string') return 0;
  const isSteady = 'points' in declared && declared.shared !== true && declared.noise === undefined;
  return isSteady ? pointsRestMs(declared) : Infinity;
}

/**
 * When it is above so many thousandths, from `fromMs` on, for the first time; Infinity: never. Undefined: that can only be found out by
 * looking, as for expressions, noise and what is shared.
 */
export function aboveMs(declared: DeclaredAmount, milli: number, fromMs: number): number | undefined {
  if (typeof declared === 'string') return quantityMilliValue(declared) > milli ? fromMs : Infinity;
  if (declared.shared === true || declared.noise !== undefined || 'expression' in declared) return undefined;
  return 'points' in declared
    ? pointsAboveMs(declared, milli, fromMs)
    : curveAboveMs(declared.curve, milli, fromMs);
}
