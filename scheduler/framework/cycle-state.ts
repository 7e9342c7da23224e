import type { Cause } from '../../environment/index.ts';
import type { FilterPlugin, Plugin } from './plugin.ts';
import type { Status } from './status.ts';

/** What a plugin keeps for a cycle. A copy can be changed without the original. Mirrors StateData. */
export interface StateData {
  clone(): StateData;
}

/** One attempt to find a node for a pod, as far as plugins share it. Mirrors kube-scheduler framework (CycleState). */
export class CycleState {
  /** What the writes of this attempt follow from. */
  cause: Cause | undefined;
  /** Who has something to say about this pod on a node; set once PreFilter plugins were asked. */
  filters: readonly FilterPlugin[] = [];
  /** Whose `preFilter` computed something that depends on the pods that are there. */
  adjusted: readonly Plugin[] = [];
  /** Whose `preFilter` was not asked, because another had said no for good. */
  unasked: ReadonlySet<string> = nobody;
  /** What went wrong where a plugin has no other way to say it. */
  failure: Status | undefined;
  #values: Map<string, StateData> | undefined;

  constructor(cause?: Cause) {
    this.cause = cause;
  }

  /** What was written under this key. The caller knows its type, as it is its own. */
  read<T extends StateData>(key: string): T | undefined {
    return this.#values?.get(key) as T | undefined;
  }

  write(key: string, value: StateData): void {
    this.#values ??= new Map();
    this.#values.set(key, value);
  }

  /** For trying what would be if: other pods on a node, or fewer. */
  clone(): CycleState {
    const copy = new CycleState(this.cause);
    copy.filters = this.filters;
    copy.adjusted = this.adjusted;
    for (const [key, value] of this.#values ?? []) copy.write(key, value.clone());
    return copy;
  }
}

const nobody: ReadonlySet<string> = new Set();
