import type { Expression } from '../syntax/ast.ts';
import type { CelType } from '../types/cel-type.ts';
import type { Estimate } from './estimates.ts';

/** A part of an expression to whom estimates cost. */
export interface CostNode {
  readonly type: CelType;
  /** The way to its declaration from a variable; undefined when it comes from elsewhere. */
  readonly path: readonly string[] | undefined;
  readonly expression: Expression | undefined;
  /** Its size as far as the expression tells. */
  readonly size: Estimate | undefined;
}

/** What a call costs besides its arguments, and how large its result is. */
export interface CallEstimate {
  readonly cost: Estimate;
  readonly size?: Estimate | undefined;
}

/** A call to estimate. */
export interface CostCall {
  readonly name: string;
  readonly overload: string;
  readonly target: CostNode | undefined;
  readonly args: readonly CostNode[];
  /** The size of a node: computed, declared, or unknown. */
  sizeOf(node: CostNode): Estimate;
}

/** Undefined: there is no estimate of its own. */
export type CallEstimator = (call: CostCall) => CallEstimate | undefined;
