/** At least and at most so much, of size or of cost. Numbers are unsigned with 64 bits and stay at the largest. Mirrors cel-go checker/cost.go. */
export interface Estimate {
  readonly min: bigint;
  readonly max: bigint;
}

export const largest = 2n ** 64n - 1n;

export const unknownSize: Estimate = { min: 0n, max: largest };
export const nothing: Estimate = { min: 0n, max: 0n };
export const one: Estimate = { min: 1n, max: 1n };

export function fixed(value: bigint): Estimate {
  return { min: value, max: value };
}

/** Math.min is for numbers only. */
export function lesser(left: bigint, right: bigint): bigint {
  if (left < right) return left;
  return right;
}

function capped(value: bigint): bigint {
  return value > largest ? largest : value;
}

export function add(...estimates: readonly Estimate[]): Estimate {
  return estimates.reduce(
    (left, right) => ({
      min: capped(left.min + right.min),
      max: capped(left.max + right.max),
    }),
    nothing,
  );
}

export function multiply(left: Estimate, right: Estimate): Estimate {
  return { min: capped(left.min * right.min), max: capped(left.max * right.max) };
}

/** Times a factor, rounded up; calculated with doubles, as Go does. */
export function scale({ min, max }: Estimate, factor: number): Estimate {
  return { min: scaleNumber(min, factor), max: scaleNumber(max, factor) };
}

function scaleNumber(value: bigint, factor: number): bigint {
  const product = Math.ceil(Number(value) * factor);
  return product >= 2 ** 64 ? largest : BigInt(product);
}

/** From the smaller minimum to the larger maximum. */
export function union(left: Estimate, right: Estimate): Estimate {
  return {
    min: lesser(left.min, right.min),
    max: left.max === lesser(left.max, right.max) ? right.max : left.max,
  };
}

/** Costs of cel-go and factors for lengths. Mirrors cel-go common/cost.go. */
export const listCost = 10;
export const mapCost = 30;
export const structCost = 40;
export const textFactor = 0.1;
export const regexFactor = 0.25;
/** One permission check; an expression can afford two. */
export const authorizationCost = 350_000;
