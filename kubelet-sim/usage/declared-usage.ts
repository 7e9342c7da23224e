import type { DeclaredAmount } from './declared-amount.ts';

/** What is declared of what a container, or a node besides its pods, uses. */
export interface DeclaredUsage {
  readonly cpu?: DeclaredAmount;
  readonly memory?: DeclaredAmount;
}

export type UsageName = keyof DeclaredUsage;
