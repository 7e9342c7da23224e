import type { V1Pod } from '../../api/index.ts';
import { qosClass, tolerates } from '../../component-helpers/index.ts';
import type { Cause } from '../../environment/index.ts';
import type { Rejection } from '../node/node-resources.ts';
import { isCriticalPod } from './critical-pod.ts';
import type { PressureCondition } from './signals.ts';

/** Under which pressures a node is, as its kubelet knows. */
export class Pressures {
  #conditions: readonly PressureCondition[] = [];
  #onChange: ((cause: Cause | undefined) => void) | undefined;

  get conditions(): readonly PressureCondition[] {
    return this.#conditions;
  }

  /** Calls back when there are others, with what led to them. */
  onChange(callback: (cause: Cause | undefined) => void): void {
    this.#onChange = callback;
  }

  set(conditions: readonly PressureCondition[], cause?: Cause): void {
    const isSame =
      conditions.length === this.#conditions.length &&
      conditions.every((condition) => this.#conditions.includes(condition));
    this.#conditions = conditions;
    if (!isSame) this.#onChange?.(cause);
  }

  /** Why a pod is not taken; undefined: it is. Mirrors kubernetes pkg/kubelet/eviction (Admit). */
  rejection(pod: V1Pod): Rejection | undefined {
    if (this.#conditions.length === 0 || isCriticalPod(pod) || this.#isBearable(pod)) return undefined;
    return { reason: 'Evicted', message: `The node had condition: [${this.#conditions.join(' ')}]. ` };
  }

  /** Where only memory is short, those come that have asked for some, or that say they bear it. */
  #isBearable(pod: V1Pod): boolean {
    if (this.#conditions.some((condition) => condition !== 'MemoryPressure')) return false;
    if (pod.spec !== undefined && qosClass(pod.spec) !== 'BestEffort') return true;
    const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };
    return (pod.spec?.tolerations ?? []).some((toleration) => tolerates(toleration, taint));
  }
}
