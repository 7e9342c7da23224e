import type { DeclaredAmount } from './declared-amount.ts';

/** What is declared of what a container, or a machine besides its pods, uses. */
export interface DeclaredUsage {
  readonly cpu?: DeclaredAmount;
  readonly memory?: DeclaredAmount;
  readonly ephemeralStorage?: DeclaredAmount;
  /** Files and directories. */
  readonly inodes?: DeclaredAmount;
  /** Processes. */
  readonly pids?: DeclaredAmount;
}

export type UsageName = keyof DeclaredUsage;
export const usageNames: readonly UsageName[] = ['cpu', 'memory', 'ephemeralStorage', 'inodes', 'pids'];
/** What a node can be short of. */
export const scarceNames: readonly UsageName[] = ['memory', 'ephemeralStorage', 'inodes', 'pids'];

/** What they are called in limits. */
export const resourceNames: Readonly<Partial<Record<UsageName, string>>> = {
  cpu: 'cpu',
  memory: 'memory',
  ephemeralStorage: 'ephemeral-storage',
};
